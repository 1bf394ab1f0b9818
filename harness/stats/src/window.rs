//! The latest values of a series, kept in order too, so that a quantile is one look.

use std::collections::VecDeque;

/// At most so many of the latest values. A value costs a search and a short move of memory.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    recent: VecDeque<i64>,
    sorted: Vec<i64>,
    most: usize,
}

impl Window {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            recent: VecDeque::new(),
            sorted: Vec::new(),
            most,
        }
    }

    pub(crate) fn push(&mut self, value: i64) {
        if self.recent.len() == self.most
            && let Some(oldest) = self.recent.pop_front()
        {
            let at = self.sorted.partition_point(|kept| *kept < oldest);
            self.sorted.remove(at);
        }
        self.recent.push_back(value);
        let at = self.sorted.partition_point(|kept| *kept < value);
        self.sorted.insert(at, value);
    }

    pub(crate) fn len(&self) -> usize {
        self.sorted.len()
    }

    /// The value at `level` (0 to 1) of those kept: the nearest rank. 0 when there is none.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss
    )]
    pub(crate) fn quantile(&self, level: f64) -> i64 {
        let last = self.sorted.len().saturating_sub(1);
        let at = (level * last as f64).round() as usize;
        self.sorted.get(at.min(last)).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Window;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_keeps_the_latest_in_order(values in prop::collection::vec(-50_i64..50, 1..80), most in 1_usize..20) {
            let mut window = Window::new(most);
            values.iter().for_each(|value| window.push(*value));
            let mut latest = values[values.len().saturating_sub(most)..].to_vec();
            latest.sort_unstable();
            prop_assert_eq!(&window.sorted, &latest);
            prop_assert_eq!(window.quantile(0.0), latest[0]);
            prop_assert_eq!(window.quantile(1.0), latest[latest.len() - 1]);
        }
    }
}
