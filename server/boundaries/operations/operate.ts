/** The operations by their names. */
import type { Operation, OperationKind } from '../../shared/operations.ts'
import type { FaceWrite } from '../draft-face.ts'
import { recode, rename, reparent } from './attributes.ts'
import { cutToParent, resolveOverlap } from './cut-away.ts'
import type { Editing, Operate } from './editing.ts'
import { assignParcel, fillGap } from './give-ground.ts'
import { makeValid } from './make-valid.ts'
import { merge } from './merge.ts'
import { moveEdge, moveVertex } from './move-vertices.ts'
import { addNodesOf, create, redraw, retire } from './redraw.ts'
import { reshape } from './reshape.ts'
import { split } from './split.ts'
import { subdivide } from './subdivide.ts'
import { takeCoverage } from './take-coverage.ts'

const OPERATIONS: { readonly [K in OperationKind]: Operate<K> } = {
  split,
  merge,
  move_vertex: moveVertex,
  move_edge: moveEdge,
  reshape,
  redraw,
  assign_parcel: assignParcel,
  fill_gap: fillGap,
  resolve_overlap: resolveOverlap,
  cut_to_parent: cutToParent,
  make_valid: makeValid,
  add_nodes: addNodesOf,
  rename,
  recode,
  reparent,
  subdivide,
  create,
  retire,
  take_coverage: takeCoverage,
}

export const operate = (editing: Editing, operation: Operation): Promise<FaceWrite[]> =>
  (OPERATIONS[operation.kind] as Operate)(editing, operation)
