/** Metres in a degree along a meridian, near enough for boxes to search in and tolerances of millimetres; along a parallel times the cosine of the latitude. */
export const METRES_PER_DEGREE = 111_320
