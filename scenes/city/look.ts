import { Cartesian2, Cartesian3, Cartesian4, type UniformMap } from 'cesium';
import { parseCssColour, type Rgb } from '../shared/colourMaps';
import { SELECTED_COLOUR } from '../shared/palette';
import { daylightAt, type Daylight } from './daylight';

/** A colour as factors 0–1 for a shader. */
export function shaderColour([r, g, b]: Rgb): Cartesian3 {
  return new Cartesian3(r / 255, g / 255, b / 255);
}

const NO_CUT = new Cartesian4(1, 1, -1, -1);

/**
 * What all shaders of the scene share: the light of the hour and the cut box. Layers hold references
 * into it, so that a change needs no rebuilding.
 */
export class Look {
  daylight: Daylight = daylightAt(0, 12);
  /** Up at the City's middle, ECEF. */
  readonly up = new Cartesian3(0, 0, 1);
  /** The same in the eye's axes, for this frame. */
  readonly upEC = new Cartesian3();
  readonly cut = Cartesian4.clone(NO_CUT);
  readonly selectedColour = shaderColour(parseCssColour(SELECTED_COLOUR));
  private readonly sun = new Cartesian3();
  private readonly sky = new Cartesian3();
  private readonly ground = new Cartesian3();

  setDaylight(light: Daylight): void {
    this.daylight = light;
    Cartesian3.fromArray([...light.sunColour], 0, this.sun);
    Cartesian3.fromArray([...light.skyColour], 0, this.sky);
    Cartesian3.fromArray([...light.groundColour], 0, this.ground);
  }

  setCut(box: { minX: number; minY: number; maxX: number; maxY: number } | null): void {
    if (box) Cartesian4.fromElements(box.minX, box.minY, box.maxX, box.maxY, this.cut);
    else Cartesian4.clone(NO_CUT, this.cut);
  }

  /** Up in eye coordinates for the camera's view rotation (direction, up, right in ECEF). */
  turn(camera: { directionWC: Cartesian3; upWC: Cartesian3; rightWC: Cartesian3 }): void {
    this.upEC.x = Cartesian3.dot(this.up, camera.rightWC);
    this.upEC.y = Cartesian3.dot(this.up, camera.upWC);
    this.upEC.z = -Cartesian3.dot(this.up, camera.directionWC);
  }

  uniforms(): UniformMap {
    return {
      u_sunColour: () => this.sun,
      u_skyColour: () => this.sky,
      u_groundColour: () => this.ground,
      u_upEC: () => this.upEC,
      u_night: () => this.daylight.night,
      u_cut: () => this.cut,
      u_selectedColour: () => this.selectedColour,
    };
  }
}

/** Local x, y of a chunk's origin, for the cut box. */
export function originUniform(origin: readonly [number, number, number]): UniformMap {
  const xy = new Cartesian2(origin[0], origin[1]);
  return { u_origin: () => xy };
}
