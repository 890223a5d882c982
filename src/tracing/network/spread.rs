//! How a list of whole days is spread. Nothing to divide by is `None`, never 0 and never not-a-number.

use serde::Serialize;

use crate::domain::order::InOrder;

/// Numbers of days in figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// How many.
    pub n: usize,
    /// How many could not be computed.
    pub missing: usize,
    /// How many are below zero.
    pub negative: usize,
    /// The mean.
    pub mean: Option<f64>,
    /// The median.
    pub median: Option<f64>,
    /// The first quartile, type 7 of Hyndman and Fan, as R does by default.
    pub q1: Option<f64>,
    /// The third quartile.
    pub q3: Option<f64>,
    /// The standard deviation of a sample (n − 1).
    pub sd: Option<f64>,
    /// The least.
    pub min: Option<i64>,
    /// The greatest.
    pub max: Option<i64>,
}

impl Spread {
    /// The spread of `days`, of `all` that there could be.
    pub fn of(mut days: Vec<i64>, all: usize) -> Spread {
        days.order();
        let n = days.len();
        // Sums of whole numbers are exact, so the order of the rows cannot change a digit.
        let mean = (n > 0).then(|| days.iter().sum::<i64>() as f64 / n as f64);
        let sd = mean.filter(|_| n > 1).map(|mean| {
            let squares: f64 = days.iter().map(|day| (*day as f64 - mean).powi(2)).sum();
            (squares / (n - 1) as f64).sqrt()
        });
        Spread {
            n,
            missing: all.saturating_sub(n),
            negative: days.iter().filter(|day| **day < 0).count(),
            mean,
            median: quantile(&days, 0.5),
            q1: quantile(&days, 0.25),
            q3: quantile(&days, 0.75),
            sd,
            min: days.first().copied(),
            max: days.last().copied(),
        }
    }
}

/// The quantile `p` (0…1) of ascending numbers, interpolated as type 7 of Hyndman and Fan.
pub fn quantile(sorted: &[i64], p: f64) -> Option<f64> {
    let place = p.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (place.floor(), place.ceil());
    let low = *sorted.get(below as usize)? as f64;
    let high = *sorted.get(above as usize)? as f64;
    Some(low + (place - below) * (high - low))
}
