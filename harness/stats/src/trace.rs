//! The course of a run, thinned so that a long one costs no more than a short one.

/// So many points at most.
const MOST: usize = 256;

/// What the evidence was after some pairs. All e-values as log10.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// After so many pairs.
    pub pairs: u64,
    /// That the classes differ at all.
    pub dependence: f64,
    /// That they differ by more than the margin.
    pub leak: f64,
    /// That they do not: of the band that is furthest from it.
    pub uniform: f64,
}

/// Points at even distances, which double when there are too many.
#[derive(Debug, Clone)]
pub(crate) struct Trace {
    points: Vec<Point>,
    stride: u64,
}

impl Trace {
    pub(crate) fn new() -> Self {
        Self {
            points: Vec::new(),
            stride: 1,
        }
    }

    /// True when there is to be a point after so many pairs.
    pub(crate) fn wants(&self, pairs: u64) -> bool {
        pairs.is_multiple_of(self.stride)
    }

    pub(crate) fn push(&mut self, point: Point) {
        self.points.push(point);
        if self.points.len() >= MOST {
            self.stride *= 2;
            let stride = self.stride;
            self.points
                .retain(|point| point.pairs.is_multiple_of(stride));
        }
    }

    pub(crate) fn points(&self) -> &[Point] {
        &self.points
    }
}
