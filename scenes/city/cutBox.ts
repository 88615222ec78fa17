import {
  Cartesian3,
  ClippingPlane,
  ClippingPlaneCollection,
  Color,
  Matrix4,
  type Cesium3DTileset,
  type Globe,
} from 'cesium';
import type { Extent } from '../../src/domain/grid';
import type { LocalAxes } from './localAxes';

/**
 * Takes the ground and the buildings inside a box away. Each owner needs planes of its own: Cesium
 * destroys a collection with the thing it clips.
 */
export function cutGlobe(globe: Globe, box: Extent | null, axes: LocalAxes, heightM: number): void {
  globe.clippingPlanes = box
    ? boxPlanes(box, axes.matrix(middle(box, heightM)))
    : new ClippingPlaneCollection({ enabled: false });
}

export function cutTileset(
  tileset: Cesium3DTileset,
  box: Extent | null,
  axes: LocalAxes,
  heightM: number,
): void {
  if (!box) {
    tileset.clippingPlanes = new ClippingPlaneCollection({ enabled: false });
    return;
  }
  const toOwn = Matrix4.inverse(tileset.clippingPlanesOriginMatrix, new Matrix4());
  const placed = Matrix4.multiply(toOwn, axes.matrix(middle(box, heightM)), toOwn);
  tileset.clippingPlanes = boxPlanes(box, placed);
}

/** Four upright planes with outward normals: what is inside all of them is clipped. */
function boxPlanes(box: Extent, modelMatrix: Matrix4): ClippingPlaneCollection {
  const halfX = (box.maxX - box.minX) / 2;
  const halfY = (box.maxY - box.minY) / 2;
  return new ClippingPlaneCollection({
    modelMatrix,
    planes: [
      new ClippingPlane(new Cartesian3(1, 0, 0), -halfX),
      new ClippingPlane(new Cartesian3(-1, 0, 0), -halfX),
      new ClippingPlane(new Cartesian3(0, 1, 0), -halfY),
      new ClippingPlane(new Cartesian3(0, -1, 0), -halfY),
    ],
    unionClippingRegions: false,
    edgeWidth: 1.5,
    edgeColor: Color.WHITE,
  });
}

function middle(box: Extent, heightM: number): [number, number, number] {
  return [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2, heightM];
}
