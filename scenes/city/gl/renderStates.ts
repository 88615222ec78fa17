import { BlendingState, CullFace, RenderState } from 'cesium';

/** Solid things: depth written, back faces left out. */
export function solidState(): RenderState {
  return RenderState.fromCache({
    depthTest: { enabled: true },
    depthMask: true,
    cull: { enabled: true, face: CullFace.BACK },
  });
}

/** Solid things that may be seen from both sides. */
export function twoSidedState(): RenderState {
  return RenderState.fromCache({ depthTest: { enabled: true }, depthMask: true });
}

/** Films of water: blended over what is there, depth tested but not written. */
export function filmState(): RenderState {
  return RenderState.fromCache({
    depthTest: { enabled: true },
    depthMask: false,
    blending: BlendingState.ALPHA_BLEND,
  });
}
