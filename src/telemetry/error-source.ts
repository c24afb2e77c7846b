// The parts of LakeTrace that contain errors.

/** Where a contained error came from. */
export type ErrorSource =
  | 'levels'
  | 'filter'
  | 'redaction'
  | 'leak-guard'
  | 'format'
  | 'sink'
  | 'batch'
  | 'attributes'
  | 'resource'
  | 'file'
  | 'rotation'
  | 'retention'
  | 'compression'
  | 'recovery'
  | 'lock';
