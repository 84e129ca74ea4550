//! Functions of two numbers at a time against `libm`: to the bit, or to one unit of the last digit.

use gradient_flow::elementary::{erfc, exp, exponential, log1p};
use proptest::prelude::*;
use wide::f64x2;

/// Where something changes: the edges of ranges, and what is no ordinary number.
const EDGES: [f64; 24] = [
    0.0,
    f64::MIN_POSITIVE,
    5e-324,
    1.387_778_780_781_445_7e-17,
    3.725_290_298_461_914e-9,
    0.25,
    0.346_573_590_279_972_64,
    0.346_573_591_232_299_8,
    0.5,
    0.843_75,
    1.0,
    1.039_720_535_278_320_3,
    1.039_720_770_839_918,
    1.25,
    1.386_294_361_119_890_6,
    6.0,
    28.0,
    38.816_242_111_356_93,
    708.0,
    708.396_418_532_264_1,
    709.782_712_893_384,
    745.133_219_101_941_1,
    f64::INFINITY,
    f64::NAN,
];

/// How far apart the bits are: units of the last digit, of numbers of one sign.
fn units(a: f64, b: f64) -> u64 {
    // Of a zero the sign is not asked for.
    if a == b || a.is_nan() && b.is_nan() {
        return 0;
    }
    a.to_bits().abs_diff(b.to_bits())
}

/// `is` is what `of` makes of each of the two, to so many units.
fn same(name: &str, x: [f64; 2], is: f64x2, of: fn(f64) -> f64, within: u64) {
    for (x, is) in x.into_iter().zip(is.to_array()) {
        let expected = of(x);
        assert!(
            units(is, expected) <= within,
            "{name}({x:e}) is {is:e}, not {expected:e}"
        );
    }
}

fn check(x: [f64; 2]) {
    let lanes = f64x2::new(x);
    same("log1p", x, log1p(lanes), libm::log1p, 0);
    same("erfc", x, erfc(lanes), libm::erfc, 0);
    let below = x.map(|x| -x.abs());
    let [less_one, power] = exponential(f64x2::new(below));
    same("expm1", below, less_one, libm::expm1, 1);
    same("exp", below, power, libm::exp, 1);
    assert_eq!(
        exp(f64x2::new(below)).to_array().map(f64::to_bits),
        power.to_array().map(f64::to_bits)
    );
}

#[test]
fn at_the_edges() {
    let around = |edge: f64| {
        let bits = edge.to_bits();
        [-2, -1, 0, 1, 2].map(|by| f64::from_bits(bits.saturating_add_signed(by)))
    };
    let all: Vec<f64> = EDGES
        .into_iter()
        .flat_map(around)
        .flat_map(|x| [x, -x])
        .collect();
    for &a in &all {
        for &b in &all {
            check([a, b]);
        }
    }
}

#[test]
fn where_networks_compute() {
    let mut x = -45.0;
    while x < 45.0 {
        check([x, x * 0.0625]);
        check([x * 0.7, -x]);
        x += 0.000_317;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100_000))]

    #[test]
    fn anywhere(a in any::<u64>(), b in -750.0..750.0) {
        check([f64::from_bits(a), b]);
    }

    // Sums of a few powers of two round to even, or lie halfway.
    #[test]
    fn of_few_digits(a in -60..9, b in -60..9, c in -60..9, negative in any::<bool>()) {
        let x: f64 = [a, b, c].map(|power| libm::ldexp(1.0, power)).iter().sum();
        check([if negative { -x } else { x }, x]);
    }
}
