//! The predictions of mean-field theory, against numbers computed independently with scipy and
//! mpmath. Tables are held as text, because how a number is printed says how exact it is.

use std::f64::consts::PI;

use gradient_flow::activation::{Activation, catalogue};
use gradient_flow::formula::Formula;
use gradient_flow::layer::{Place, Skip};
use gradient_flow::norm;
use gradient_flow::theory::relu::{born_dead, relu_gradient_correlation};
use gradient_flow::theory::{
    LayerModel, Moments, Phase, correlation, critical, fixed_point, phase, predict,
};

/// An activation from `name` or `name:parameter=value`.
fn activation(text: &str) -> Activation {
    let (name, parameter) = text.split_once(':').unwrap_or((text, "none=0"));
    let (parameter, value) = parameter.split_once('=').unwrap();
    let kind = catalogue().find(|kind| kind.name == name).unwrap();
    kind.with(|name| (name == parameter).then(|| value.parse().unwrap()))
}

/// Within half a unit of the last digit of `printed`.
#[track_caller]
fn assert_printed(computed: f64, printed: &str) {
    let decimals = printed
        .split_once('.')
        .map_or(0, |(_, digits)| digits.len());
    let half = 0.5 * libm::pow(10.0, -(decimals as f64));
    let expected: f64 = printed.parse().unwrap();
    assert!(
        (computed - expected).abs() <= half * (1.0 + 1e-6),
        "{computed}, not {printed}"
    );
}

#[track_caller]
fn assert_close(computed: f64, expected: f64, tolerance: f64) {
    assert!(
        (computed - expected).abs() <= tolerance * expected.abs(),
        "{computed}, not {expected}"
    );
}

/// The lines of a table, each as its words.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|row| !row.is_empty())
}

const WIDTH: usize = 100;

/// A layer of `WIDTH` units on as many inputs.
fn layer(f: &str, sw2: f64) -> LayerModel {
    LayerModel {
        fan_in: WIDTH,
        units: WIDTH,
        weight_variance: sw2 / WIDTH as f64,
        is_orthogonal: false,
        bias_variance: 0.0,
        activation: activation(f),
        slope_variance: 0.0,
        dropout: 0.0,
        norm: None,
        skip: None,
    }
}

/// activation, E f'^2 at q = 1; for sw2 = 1, 2 and 1/3 each: chi in layers 1 and 50, log10 of
/// |dL/dz| in layer 1 over 20 and over 50, of |dL/dW| in layer 1 over 50; the factors with batch
/// and layer normalisation; the largest f'.
const FIFTY_LAYERS: &str = "
    identity               1.000000   1.0000  1.0000    0.00    0.00    0.00   2.0000  2.0000    2.86    7.38    0.00   0.3333  0.3333   -4.53  -11.69    0.00  1.0000 1.0000 1
    sigmoid                0.044836   0.0448  0.0557  -11.96  -30.77  -30.48   0.0741  0.1010   -9.53  -24.47  -24.19   0.0181  0.0200  -16.16  -41.64  -41.35  1.0336 0.1528 0.25
    tanh                   0.464403   0.4644  0.9799   -0.71   -0.92    0.07   0.6990  1.1055    0.23    0.88    1.14   0.2224  0.3333   -4.66  -11.82    0.01  1.1778 1.1778 1
    relu                   0.500000   0.5000  0.5000   -2.86   -7.38    0.00   1.0000  1.0000    0.00    0.00    0.00   0.1667  0.1667   -7.39  -19.06    0.00  1.4669 1.0000 1
    leaky-relu             0.500050   0.5001  0.5001   -2.86   -7.37    0.00   1.0001  1.0001    0.00    0.00   -0.00   0.1667  0.1667   -7.39  -19.06    0.00  1.4534 1.0000 1
    leaky-relu:slope=0.2   0.520000   0.5200  0.5200   -2.70   -6.96    0.00   1.0400  1.0400    0.16    0.42    0.00   0.1733  0.1733   -7.23  -18.65    0.00  1.2436 1.0000 1
    prelu                  0.531250   0.5313  0.5313   -2.61   -6.73    0.00   1.0625  1.0625    0.25    0.65    0.00   0.1771  0.1771   -7.14  -18.42    0.00  1.2027 1.0000 1
    rrelu                  0.526259   0.5263  0.5263   -2.65   -6.83    0.00   1.0525  1.0525    0.21    0.54    0.00   0.1754  0.1754   -7.18  -18.52    0.00  1.2191 1.0000 1
    elu                    0.668102   0.6681  0.9603   -0.83   -1.23    0.05   1.2554  1.0663    0.62    1.14    0.51   0.2472  0.3333   -4.69  -11.85    0.01  1.0790 1.0359 1
    celu                   0.668102   0.6681  0.9603   -0.83   -1.23    0.05   1.2554  1.0663    0.62    1.14    0.51   0.2472  0.3333   -4.69  -11.85    0.01  1.0790 1.0359 1
    celu:alpha=0.5         0.594411   0.5944  0.9582   -1.04   -1.48    0.07   1.1370  1.0591    0.42    0.86    0.49   0.2168  0.3333   -4.77  -11.93    0.01  1.1649 1.0529 1
    selu                   1.071575   1.0716  1.0716    0.29    0.74    0.74   1.8934  1.1268    1.34    2.30    0.72   0.4330  0.6991   -1.92   -4.26    0.02  1.0716 1.0716 1.7581
    gelu                   0.455851   0.4559  0.2500   -5.40  -14.43    0.05   0.9790  0.5000   -1.06   -5.57    0.23   0.1255  0.0833  -10.14  -26.33    0.02  1.3188 1.0720 1.1289
    gelu-tanh              0.455818   0.4558  0.2500   -5.40  -14.43    0.05   0.9791  0.5000   -1.06   -5.57    0.23   0.1255  0.0833  -10.14  -26.33    0.02  1.3187 1.0720 1.129
    silu                   0.379482   0.3795  0.2500   -5.55  -14.58    0.03   0.8537  0.5000   -2.22   -6.73    0.10   0.1044  0.0833  -10.20  -26.38    0.01  1.2121 1.0666 1.0998
    mish                   0.479084   0.4791  0.3600   -4.06  -10.71    0.04   1.0029  0.7200   -0.21   -2.16    0.28   0.1437  0.1200   -8.70  -22.51    0.01  1.2143 1.0591 1.0885
    softplus               0.293379   0.2934  0.2887   -5.12  -13.21  -13.18   0.6368  0.8490   -1.22   -2.45   -3.00   0.0893  0.0869  -10.07  -25.99  -25.86  1.0805 0.3185 1
    softsign               0.227671   0.2277  0.9604   -1.39   -1.80    0.09   0.3409  1.0424   -0.41   -0.14    0.56   0.1142  0.3333   -4.98  -12.14    0.03  1.2440 1.2440 1
    relu6                  0.500000   0.5000  0.5000   -2.86   -7.38    0.00   1.0000  1.0000   -0.00   -0.00    0.00   0.1667  0.1667   -7.39  -19.06    0.00  1.4669 1.0000 1
    hard-tanh              0.682689   0.6827  0.9972   -0.24   -0.27    0.21   1.0410  1.3407    1.13    3.04    3.18   0.3056  0.3333   -4.55  -11.71    0.01  1.3229 1.3229 1
    hard-sigmoid           0.027703   0.0277  0.0278  -14.79  -38.13  -37.84   0.0537  0.0556  -11.93  -30.76  -30.47   0.0093  0.0093  -19.32  -49.82  -49.52  1.0023 0.0998 0.16667
    hard-swish             0.358532   0.3585  0.2500   -5.60  -14.63    0.03   0.8670  0.5000   -2.38   -6.90    0.10   0.0957  0.0833  -10.22  -26.41    0.01  1.1796 1.0813 1.5
    lecun-tanh             0.803989   0.8040  1.0192   -0.10    0.03    0.24   1.2709  1.1886    0.74    1.87    1.83   0.3484  0.4362   -3.51   -8.91    0.00  1.0714 1.0714 1.1439
";

#[test]
fn fifty_layers_of_every_activation_behave_as_tabulated() {
    let mut checked = 0;
    for row in rows(FIFTY_LAYERS) {
        let f = activation(row[0]);
        assert_printed(Moments::new(&f, 0.0, 1.0).slope_second, row[1]);
        for (sw2, printed) in [1.0, 2.0, 1.0 / 3.0].iter().zip(row[2..17].chunks(5)) {
            let layers = predict(&vec![layer(row[0], *sw2); 51], 1.0);
            let to = |last: usize| layers[0].log10_delta - layers[last - 1].log10_delta;
            let inputs = libm::log10(layers[48].second_moment) / 2.0;
            assert_printed(layers[0].chi, printed[0]);
            assert_printed(layers[49].chi, printed[1]);
            assert_printed(to(20), printed[2]);
            assert_printed(to(50), printed[3]);
            assert_printed(to(50) - inputs, printed[4]);
        }
        assert_printed(Moments::batch_norm_factor(&f), row[17]);
        assert_printed(Moments::layer_norm_factor(&f), row[18]);
        assert_printed(f.max_derivative(), row[19]);
        checked += 1;
    }
    assert_eq!(checked, 23);
}

/// sw2, q*, chi, its depth scale, chi_q, its depth scale.
const TANH: &str = "
    0.5      0.087580 0.431987   1.191 0.3711 1.009
    1        0.193593 0.759032   3.627 0.5643 1.748
    1.3      0.315316 0.880164   7.834 0.5711 1.785
    1.5      0.418037 0.938636  15.791 0.5520 1.683
    2        0.721762 1.047666 -21.475 0.4865 1.388
    2.5      1.063958 1.133516  -7.979 0.4285 1.180
    3        1.428008 1.208934  -5.270 0.3828 1.041
    4        2.195494 1.342402  -3.396 0.3182 0.873
";

#[test]
fn tanh_with_biases_of_variance_a_twentieth_goes_from_order_to_chaos() {
    for row in rows(TANH) {
        let phase = phase(&activation("tanh"), row[0].parse().unwrap(), 0.05).unwrap();
        assert_printed(phase.q, row[1]);
        assert_printed(phase.chi, row[2]);
        assert_printed(phase.depth_scale_gradient, row[3]);
        assert_printed(phase.chi_q, row[4]);
        assert_printed(phase.depth_scale_q, row[5]);
    }
}

#[test]
fn two_inputs_become_alike_in_order_and_stay_different_in_chaos() {
    for (sw2, limit, depth_scale) in [
        ("1", "1.0000", "3.627"),
        ("1.5", "1.0000", "15.791"),
        ("2", "0.7441", "25.213"),
        ("2.5", "0.4468", "11.796"),
        ("3", "0.2993", "9.051"),
        ("4", "0.1651", "6.980"),
    ] {
        let (tanh, sw2) = (activation("tanh"), sw2.parse().unwrap());
        let phase = phase(&tanh, sw2, 0.05).unwrap();
        let end = correlation(&tanh, sw2, 0.05, phase.q, phase.chi);
        assert_printed(end.limit, limit);
        assert_printed(end.depth_scale, depth_scale);
    }
    // ReLU has a map in closed form (Cho, Saul 2009), and a kink.
    let (relu, c) = (activation("relu"), 0.6_f64);
    let expected = ((1.0 - c * c).sqrt() + c * (PI - libm::acos(c))) / PI;
    let end = correlation(&relu, 2.0 * c / expected, 0.0, 1.0, 1.5);
    assert_close(end.limit, c, 1e-9);
}

#[test]
fn tanh_is_critical_between() {
    let tanh = activation("tanh");
    let edge = critical(&tanh, 0.05).unwrap();
    assert_printed(edge.weight_variance, "1.76095464");
    assert_printed(edge.q, "0.57004788");
    let Phase {
        q,
        chi,
        chi_q,
        depth_scale_q,
        ..
    } = phase(&tanh, edge.weight_variance, 0.05).unwrap();
    assert_close(q, edge.q, 1e-11);
    assert_close(chi, 1.0, 1e-11);
    assert_printed(chi_q, "0.5182");
    assert_printed(depth_scale_q, "1.521");
}

/// activation; q* and sw2 for sb2 = 0.01, 0.05 and 0.2 each.
const CRITICAL: &str = "
    tanh          0.2733  1.42421   0.57005  1.76095    1.1645  2.28515
    hard-tanh    0.25915  1.05206   0.46386  1.16554   0.89721  1.41062
    softsign     0.15396  2.28877   0.41218  3.14125    1.0131  4.41531
    lecun-tanh   0.43682  1.00738   0.87622  1.19623     1.707  1.48499
    elu          0.43783  1.38333    1.3009  1.53372    3.9833  1.68184
    selu         0.30894 0.760233    0.8273 0.901766    2.1582  1.07036
    gelu         0.18348   2.9828   0.72204  2.30252     4.471  1.97067
    silu         0.25971  3.31259   0.82658  2.72861    3.3367  2.18669
    mish         0.26316   2.3746    0.9054   2.1048    3.9593  1.94971
    hard-swish   0.32067  3.50104   0.78155  2.97434    1.9849  2.31106
    relu6         4.0584  2.00581    5.5625  2.02216    7.8473  2.06655
    sigmoid       45.646  103.032    45.734  103.128    46.064  103.489
";

#[test]
fn every_activation_is_critical_where_tabulated() {
    for row in rows(CRITICAL) {
        for (sb2, printed) in [0.01, 0.05, 0.2].iter().zip(row[1..].chunks(2)) {
            let edge = critical(&activation(row[0]), *sb2).unwrap();
            assert_printed(edge.q, printed[0]);
            assert_printed(edge.weight_variance, printed[1]);
        }
    }
}

#[test]
fn without_biases_rectifiers_are_critical_where_they_keep_the_variance() {
    for (f, sw2) in [
        ("identity", 1.0),
        ("relu", 2.0),
        ("leaky-relu:slope=0.2", 2.0 / 1.04),
        ("prelu", 2.0 / 1.0625),
    ] {
        let edge = critical(&activation(f), 0.0).unwrap();
        assert_close(edge.weight_variance, sw2, 1e-12);
        assert_close(edge.q, 1.0, 0.0);
        // Any variance stays what it is.
        let q = fixed_point(&activation(f), sw2, 0.0, 7.0).unwrap();
        assert_close(q, 7.0, 0.0);
    }
}

#[test]
fn without_biases_lines_through_the_origin_are_critical_in_the_limit_of_no_signal() {
    for (f, sw2) in [
        ("tanh", 1.0),
        ("softsign", 1.0),
        ("hard-tanh", 1.0),
        ("gelu", 4.0),
    ] {
        let edge = critical(&activation(f), 0.0).unwrap();
        assert_close(edge.weight_variance, sw2, 1e-5);
        assert_close(edge.q, 0.0, 0.0);
    }
    // With biases, what keeps rectifiers' gradients lets their signals grow without end.
    assert!(critical(&activation("relu"), 0.05).is_none());
    // z - tanh(z) has no slope at 0 to begin with.
    assert!(critical(&activation("tanh-shrink"), 0.0).is_none());
}

#[test]
fn a_variance_dies_out_settles_or_runs_away() {
    let relu = activation("relu");
    assert_close(fixed_point(&relu, 1.0, 0.0, 1.0).unwrap(), 0.0, 0.0);
    assert_close(fixed_point(&relu, 1.0, 0.5, 9.0).unwrap(), 1.0, 1e-12);
    assert!(fixed_point(&relu, 3.0, 0.0, 1.0).is_none());
    assert!(fixed_point(&relu, f64::NAN, 0.0, 1.0).is_none());
    // On the way to no signal, half of the units are still active.
    assert_close(phase(&relu, 1.0, 0.0).unwrap().chi, 0.5, 1e-12);
    assert_close(phase(&relu, 1.0, 0.0).unwrap().chi_q, 0.5, 1e-12);
}

#[test]
fn selu_keeps_mean_0_and_variance_1_and_lets_gradients_grow() {
    let selu = activation("selu");
    let moments = Moments::new(&selu, 0.0, 1.0);
    assert!(moments.mean.abs() < 1e-14, "{}", moments.mean);
    assert_close(moments.second(), 1.0, 1e-14);
    assert_printed(moments.slope_second, "1.0715749924558");
    assert_printed(moments.growth, "0.7826479");
    assert_close(fixed_point(&selu, 1.0, 0.0, 3.0).unwrap(), 1.0, 1e-12);
    let fifty = predict(&vec![layer("selu", 1.0); 51], 1.0)[0].log10_delta;
    assert_printed(libm::pow(10.0, fifty), "5.63");
}

/// phi(t) and the probability of more than t.
fn normal(t: f64) -> (f64, f64) {
    let density = libm::exp(-t * t / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
    (
        density,
        libm::erfc(t * std::f64::consts::FRAC_1_SQRT_2) / 2.0,
    )
}

const VARIANCES: [f64; 9] = [1e-12, 1e-6, 1e-3, 0.1, 1.0, 7.0, 1e2, 1e4, 1e6];

#[test]
fn moments_of_relu_are_those_of_half_a_normal_law() {
    for q in VARIANCES {
        let moments = Moments::new(&activation("relu"), 0.0, q);
        let mean = normal(0.0).0 * q.sqrt();
        assert_close(moments.mean, mean, 1e-12);
        assert_close(moments.second(), q / 2.0, 1e-12);
        assert_close(moments.variance, q / 2.0 - mean * mean, 1e-12);
        assert_close(moments.slope_second, 0.5, 1e-12);
        assert_close(moments.slope_fourth, 0.5, 1e-12);
        assert_close(moments.growth, 0.5, 1e-12);

        // Away from 0 the kink is nowhere in particular.
        let shift = -0.8 * q.sqrt();
        let (density, active) = normal(0.8);
        let shifted = Moments::new(&activation("relu"), shift, q);
        assert_close(shifted.mean, shift * active + q.sqrt() * density, 1e-11);
        assert_close(shifted.slope_second, active, 1e-11);
    }
}

#[test]
fn moments_of_hard_tanh_are_those_of_a_clipped_normal_law() {
    for q in VARIANCES {
        let moments = Moments::new(&activation("hard-tanh"), 0.0, q);
        let t = 1.0 / q.sqrt();
        let (density, clipped) = normal(t);
        let inside = libm::erf(t * std::f64::consts::FRAC_1_SQRT_2);
        // Where the window is narrow, the two terms cancel: a series.
        let line = if t < 0.1 {
            let t2 = t * t;
            2.0 * normal(0.0).0 * t * t2 * (1.0 / 3.0 - t2 * (0.1 - t2 * (1.0 / 56.0 - t2 / 432.0)))
        } else {
            inside - 2.0 * t * density
        };
        assert_close(moments.second(), q * line + 2.0 * clipped, 1e-11);
        assert_close(moments.slope_second, inside, 1e-11);
        assert_close(moments.growth, line, 1e-11);
        assert!(moments.mean.abs() < 1e-13, "{}", moments.mean);
    }
}

#[test]
fn a_kink_close_to_0_is_not_overlooked() {
    for q in [1.0, 1e4] {
        let moments = Moments::new(&activation("hard-tanh:high=0.003"), 0.0, q);
        let inside = 1.0 - normal(0.003 / q.sqrt()).1 - normal(1.0 / q.sqrt()).1;
        assert_close(moments.slope_second, inside, 1e-10);
    }
}

#[test]
fn moments_of_sine_fade_with_the_variance() {
    // Beyond, it is a wave too fine to be integrated.
    assert!(Moments::new(&activation("sine"), 0.5, 1e8).mean.is_nan());
    for q in VARIANCES.into_iter().filter(|q| *q <= 1e4) {
        let moments = Moments::new(&activation("sine"), 0.5, q);
        let mean = libm::sin(0.5) * libm::exp(-q / 2.0);
        let wave = libm::cos(1.0) * libm::exp(-2.0 * q);
        assert!((moments.mean - mean).abs() < 1e-12);
        assert_close(moments.second(), (1.0 - wave) / 2.0, 1e-11);
        assert_close(moments.slope_second, (1.0 + wave) / 2.0, 1e-11);
        let noise = 4.0 * f64::EPSILON / q;
        assert!((moments.growth - wave).abs() < 1e-11 + noise);
        let centred = Moments::new(&activation("sine"), 0.0, q).variance;
        assert_close(centred, -libm::expm1(-2.0 * q) / 2.0, 1e-11);
    }
}

#[test]
fn a_jump_of_the_activation_counts_in_the_growth_of_the_variance() {
    for q in [0.1, 1.0, 7.0, 1e4] {
        let moments = Moments::new(&activation("threshold:cutoff=1.3"), 0.0, q);
        let t = 1.3 / q.sqrt();
        let (density, active) = normal(t);
        assert_close(moments.mean, density * q.sqrt(), 1e-11);
        assert_close(moments.second(), q * (t * density + active), 1e-11);
        assert_close(moments.slope_second, active, 1e-11);
        let growth = active + t * density + t * t * t * density / 2.0;
        assert_close(moments.growth, growth, 1e-11);
    }
}

#[test]
fn a_small_variance_on_a_large_value_keeps_its_digits() {
    // sigmoid(z) = 1/2 + z / 4 - z^3 / 48
    for q in [1e-12, 1e-9, 1e-6, 1e-4] {
        let moments = Moments::new(&activation("sigmoid"), 0.0, q);
        assert_close(moments.variance, q / 16.0 * (1.0 - q / 2.0), 1e-8);
        // The growth keeps fewer: f(0)^2 / q is what its rounding errors are relative to.
        let noise = f64::EPSILON / q;
        assert_close(moments.growth, (1.0 - q) / 16.0, 10.0 * noise + 2.0 * q * q);
    }
}

#[test]
fn what_is_not_finite_stays_visible() {
    let relu = activation("relu");
    for (mean, variance) in [
        (f64::NAN, 1.0),
        (0.0, f64::NAN),
        (0.0, f64::INFINITY),
        (0.0, -1.0),
    ] {
        assert!(Moments::new(&relu, mean, variance).second().is_nan());
    }
    for slope in ["NaN", "inf"] {
        let broken = activation(&format!("leaky-relu:slope={slope}"));
        let moments = Moments::new(&broken, 0.0, 1.0);
        assert!(!moments.second().is_finite() && !moments.slope_second.is_finite());
        let layers = predict(
            &vec![layer(&format!("leaky-relu:slope={slope}"), 1.0); 3],
            1.0,
        );
        assert!(!layers[2].second_moment.is_finite());
    }
    let point = Moments::new(&activation("sigmoid"), 0.0, 0.0);
    assert_close(point.second(), 0.25, 0.0);
    assert_close(point.slope_second, 0.0625, 0.0);
}

#[test]
fn a_layer_without_variance_is_no_panic() {
    for norm in [None, Some(norm::Kind::Batch), Some(norm::Kind::Layer)] {
        let layers = vec![
            LayerModel {
                norm,
                ..layer("relu", 2.0)
            };
            3
        ];
        for input in [0.0, f64::NAN, f64::INFINITY] {
            assert_eq!(predict(&layers, input).len(), 3);
        }
    }
    assert!(predict(&[], 1.0).is_empty());
}

#[test]
fn finite_width_spreads_and_lowers_what_arrives() {
    for (f, kappa) in [
        ("identity", "2.000"),
        ("relu", "5.000"),
        ("leaky-relu:slope=0.2", "4.556"),
        ("prelu", "4.336"),
    ] {
        assert_printed(
            Moments::new(&activation(f), 0.0, 1.0).slope_spread() + 2.0,
            kappa,
        );
        let first = predict(&vec![layer(f, 1.0); 31], 1.0)[0];
        let decades = 2.0 * std::f64::consts::LN_10;
        let beta = (first.log10_sd * decades) * (first.log10_sd * decades);
        assert_printed(beta * WIDTH as f64 / 30.0, kappa);
        assert_close(first.log10_bias, -beta / 2.0 / decades, 1e-12);
    }
    let last = predict(&vec![layer("relu", 1.0); 31], 1.0)[30];
    assert!(last.log10_sd == 0.0 && last.log10_delta == 0.0 && last.chi.is_nan());
}

#[test]
fn orthogonal_weights_share_the_mean_but_not_the_fluctuations() {
    let turned = |f: &str| LayerModel {
        is_orthogonal: true,
        ..layer(f, 1.0)
    };
    for layer in predict(&vec![turned("identity"); 31], 1.0) {
        assert!(layer.log10_delta.abs() < 1e-12);
        assert_eq!((layer.log10_bias, layer.log10_sd), (0.0, 0.0));
    }
    // Of what is no pure turn only the mean is known.
    let widens = LayerModel {
        fan_in: WIDTH / 2,
        ..turned("identity")
    };
    let normalised = LayerModel {
        norm: Some(norm::Kind::Layer),
        ..turned("identity")
    };
    let dropped = LayerModel {
        dropout: 0.5,
        ..turned("identity")
    };
    for model in [
        turned("relu"),
        turned("tanh"),
        widens,
        normalised,
        dropped,
        residual(turned("identity"), 1, 1.0, false),
    ] {
        let orthogonal = predict(&vec![model.clone(); 31], 1.0)[0];
        let independent = LayerModel {
            is_orthogonal: false,
            ..model
        };
        let independent = predict(&vec![independent; 31], 1.0)[0];
        assert_eq!(orthogonal.log10_delta, independent.log10_delta);
        assert_eq!(orthogonal.log10_bias, 0.0);
        assert!(orthogonal.log10_sd.is_nan());
    }
}

/// He-initialised ReLU layers of these widths, by the fan that `fan` chooses.
fn of_widths(widths: &[usize], fan: impl Fn(usize, usize) -> usize) -> Vec<LayerModel> {
    widths
        .windows(2)
        .map(|pair| LayerModel {
            fan_in: pair[0],
            units: pair[1],
            weight_variance: 2.0 / fan(pair[0], pair[1]) as f64,
            ..layer("relu", 0.0)
        })
        .collect()
}

#[test]
fn the_fan_that_init_counts_matters_only_from_end_to_end() {
    let widths = [30, 80, 20, 50, 10];
    for layers in [
        predict(&of_widths(&widths, |fan_in, _| fan_in), 1.0),
        predict(&of_widths(&widths, |_, fan_out| fan_out), 1.0),
    ] {
        let product: f64 = layers[..3].iter().map(|layer| layer.chi).product();
        assert_close(libm::log10(product) / 2.0, layers[0].log10_delta, 1e-12);
    }
    let by_fan_in = predict(&of_widths(&widths, |fan_in, _| fan_in), 1.0);
    assert!(by_fan_in[0].log10_delta.abs() < 1e-14);
    assert_close(by_fan_in[3].second_moment, 1.0, 1e-12);
    let by_fan_out = predict(&of_widths(&widths, |_, fan_out| fan_out), 1.0);
    assert_close(
        by_fan_out[0].log10_delta,
        libm::log10(80.0 / 10.0) / 2.0,
        1e-12,
    );
    // One network varies with the widths of the layers it passes, not with the last.
    let beta: f64 = 5.0 * (1.0 / 80.0 + 1.0 / 20.0 + 1.0 / 50.0);
    let sd = beta.sqrt() / (2.0 * std::f64::consts::LN_10);
    assert_close(by_fan_in[0].log10_sd, sd, 1e-12);
}

#[test]
fn biases_widen_what_the_activation_sees() {
    let layers = vec![
        LayerModel {
            bias_variance: 0.05,
            ..layer("tanh", 1.0)
        };
        60
    ];
    let layers = predict(&layers, 1.0);
    assert_close(layers[0].q, 1.05, 1e-14);
    assert_printed(layers[59].q, "0.193593");
    assert_printed(layers[58].chi, "0.759032");
}

#[test]
fn a_thousand_vanishing_layers_are_still_counted() {
    let layers = predict(&vec![layer("sigmoid", 1.0); 1001], 1.0);
    let expected = 900.0 * libm::log10(layers[999].chi) / 2.0;
    assert_close(layers[100].log10_delta, expected, 1e-11);
    assert!(expected < -500.0);
}

/// E f'^2 at this q.
fn slope_second(f: &str, q: f64) -> f64 {
    Moments::new(&activation(f), 0.0, q).slope_second
}

#[test]
fn normalised_layers_multiply_by_a_factor_without_weights() {
    for f in ["relu", "tanh", "sigmoid", "gelu", "identity"] {
        let [batch, by_layer] = [Moments::batch_norm_factor, Moments::layer_norm_factor]
            .map(|factor| factor(&activation(f)));
        for (norm, factor) in [(norm::Kind::Batch, batch), (norm::Kind::Layer, by_layer)] {
            // So large that epsilon does not count.
            for sw2 in [1e10, 3e12] {
                let layer = LayerModel {
                    norm: Some(norm),
                    ..layer(f, sw2)
                };
                let layers = predict(&vec![layer; 5], 4.0);
                assert!(layers.iter().all(|layer| (layer.q - 1.0).abs() < 1e-12));
                // What the first divides by is the size of the input.
                assert_close(layers[0].chi, slope_second(f, 1.0) / 4.0, 1e-12);
                for layer in &layers[1..4] {
                    assert_close(layer.chi, factor, 1e-12);
                }
            }
        }
    }
    let pi = std::f64::consts::PI;
    let relu = Moments::batch_norm_factor(&activation("relu"));
    assert_close(relu, pi / (pi - 1.0), 1e-12);
}

#[test]
fn a_layer_norm_divides_by_biases_too_and_a_batch_norm_does_not() {
    let factor = |norm| {
        let layer = LayerModel {
            norm: Some(norm),
            bias_variance: 3e10,
            ..layer("identity", 1e10)
        };
        predict(&vec![layer; 3], 1.0)[1].chi
    };
    assert_close(factor(norm::Kind::Batch), 1.0, 1e-12);
    assert_close(factor(norm::Kind::Layer), 0.25, 1e-12);
}

#[test]
fn a_norm_cannot_lift_what_epsilon_outweighs() {
    for norm in [norm::Kind::Batch, norm::Kind::Layer] {
        let layer = LayerModel {
            norm: Some(norm),
            ..layer("identity", 1e-6)
        };
        let first = predict(&vec![layer; 2], 1.0)[0];
        assert_close(first.q, 1e-6 / (1e-6 + norm::EPSILON), 1e-12);
        assert_close(first.chi, 1e-6 / (1e-6 + norm::EPSILON), 1e-12);
    }
}

#[test]
fn dropout_makes_signals_larger_both_ways() {
    let layer = LayerModel {
        dropout: 0.75,
        ..layer("identity", 1.0)
    };
    let layers = predict(&vec![layer; 3], 1.0);
    assert_close(layers[1].second_moment, 16.0, 1e-12);
    assert_close(layers[0].chi, 4.0, 1e-12);
}

#[test]
fn slopes_that_are_drawn_count_with_their_variance() {
    let layer = LayerModel {
        slope_variance: 0.12,
        ..layer("leaky-relu:slope=0.5", 1.0)
    };
    let layers = predict(&vec![layer; 2], 1.0);
    // 1/2 for z > 0 and (0.25 + 0.12) / 2 for z < 0, of values and slopes alike.
    assert_close(layers[0].second_moment, 0.685, 1e-12);
    assert_close(layers[0].chi, 0.685, 1e-12);
}

#[test]
fn what_is_rough_everywhere_has_no_moments_and_takes_no_time() {
    let kind = catalogue().find(|kind| kind.name == "formula").unwrap();
    let formula = Formula::parse("sin(1000000*z) * sin(3000000*z)").unwrap();
    let rough = kind.with(|_| None).with_formula(formula);
    assert!(Moments::new(&rough, 0.0, 1.0).mean.is_nan());
    assert!(phase(&rough, 1.0, 0.0).is_none());
    assert!(critical(&rough, 0.1).is_none());
}

/// `layer` with a connection from `from` layers back.
fn residual(layer: LayerModel, from: usize, scale: f64, before_activation: bool) -> LayerModel {
    LayerModel {
        skip: Some(Skip {
            back: from,
            scale,
            place: if before_activation {
                Place::BeforeActivation
            } else {
                Place::AfterActivation
            },
        }),
        ..layer
    }
}

#[test]
fn residual_relu_layers_double_signals_and_gradients() {
    let layers = predict(&vec![residual(layer("relu", 2.0), 1, 1.0, false); 30], 1.0);
    for layer in &layers[..29] {
        assert_close(layer.chi, 2.0, 1e-11);
    }
    // a_l = a_{l-1} + f: E a and E f are both positive and reinforce each other.
    let mean = (1.0 / std::f64::consts::PI).sqrt();
    assert_close(layers[0].second_moment, 2.0, 1e-12);
    assert_close(
        layers[1].second_moment,
        4.0 + 2.0 * mean * mean * 2.0_f64.sqrt(),
        1e-12,
    );
}

#[test]
fn residual_layers_add_their_factor_to_1() {
    let scale = 0.7;
    for (f, sw2) in [("tanh", 1.5), ("gelu", 2.0), ("sigmoid", 1.0)] {
        let layers = predict(&vec![residual(layer(f, sw2), 1, scale, false); 12], 1.0);
        for pair in layers.windows(2) {
            let [below, above] = [0, 1].map(|i| slope_second(f, pair[i].q));
            let expected = below / above * (1.0 + scale * scale * sw2 * above);
            assert_close(pair[0].chi, expected, 1e-12);
        }
    }
    // Scaled by 1 / sqrt(L), all of them together give less than e.
    let scale = 0.02_f64.sqrt();
    let layers = predict(
        &vec![residual(layer("relu", 2.0), 1, scale, false); 51],
        1.0,
    );
    let growth = libm::pow(10.0, 2.0 * layers[0].log10_delta);
    assert_close(growth, libm::pow(1.02, 50.0), 1e-11);
}

#[test]
fn a_skip_passes_on_half_of_the_spread_where_it_carries_half_of_the_signal() {
    let layers = predict(&vec![residual(layer("relu", 2.0), 1, 1.0, false); 11], 1.0);
    // 2 / n from the last layer's weights, 5 / n from each of nine, half of all that, and 3 / n
    // from the first layer's own derivatives.
    let spread: f64 = ((2.0 + 9.0 * 5.0) / 2.0 + 3.0) / WIDTH as f64;
    let sd = spread.sqrt() / (2.0 * std::f64::consts::LN_10);
    assert_close(layers[0].log10_sd, sd, 1e-12);
}

#[test]
fn a_skip_into_the_activation_passes_through_its_derivative() {
    let layers = predict(
        &vec![residual(layer("identity", 0.5), 1, 2.0, true); 6],
        1.0,
    );
    for (index, layer) in layers.iter().enumerate() {
        assert_close(layer.q, libm::pow(3.0, index as f64 + 1.0), 1e-12);
        assert!(index == 5 || (layer.chi - 3.0).abs() < 1e-11);
    }
    // From the second layer on, ReLU's positive mean shifts what the next one sees.
    let layers = predict(&vec![residual(layer("relu", 1.0), 1, 1.0, true); 3], 1.0);
    let first = Moments::new(&activation("relu"), 0.0, 2.0);
    let q = first.variance + first.second();
    assert_close(layers[1].q, q, 1e-12);
    let second = Moments::new(&activation("relu"), first.mean, q);
    assert_close(layers[1].second_moment, second.second(), 1e-12);
    assert_close(layers[0].chi, 2.0 * 0.5, 1e-12);
    assert_close(layers[1].chi, 2.0 * second.slope_second, 1e-12);
}

#[test]
fn a_skip_around_two_layers_adds_1_for_both() {
    let block = [
        layer("relu", 2.0),
        residual(layer("relu", 2.0), 2, 0.5, false),
    ];
    let layers = predict(&[block.clone(), block.clone(), block].concat(), 1.0);
    for pair in layers[..5].chunks_exact(2) {
        assert_close(pair[0].chi * pair[1].chi, 1.25, 1e-12);
    }
    // The scale counts in the mean too, which f and what it is added to share.
    let pi = std::f64::consts::PI;
    let shifted = [
        layer("relu", 2.0),
        residual(layer("relu", 2.0), 1, 0.5, false),
    ];
    assert_close(
        predict(&shifted, 1.0)[1].second_moment,
        2.25 / pi + 1.25 * (1.0 - 1.0 / pi),
        1e-12,
    );
    // Beyond the input, and to itself, there is nothing to connect to.
    let own = predict(&[residual(layer("relu", 2.0), 0, 0.5, false)], 1.0);
    assert_close(own[0].second_moment, 1.0, 1e-12);
    let beyond = predict(&[residual(layer("relu", 2.0), 2, 0.5, false)], 1.0);
    assert_close(beyond[0].second_moment, 1.0, 1e-12);
}

#[test]
fn narrow_relu_networks_are_born_dead_as_often_as_tabulated() {
    for (width, depth, printed) in [
        (2, 3, "0.578125"),
        (3, 10, "0.736924"),
        (4, 20, "0.724941"),
        (5, 50, "0.795551"),
        (8, 50, "0.177737"),
        (10, 100, "0.093083"),
    ] {
        assert_printed(born_dead(std::iter::repeat_n(width, depth)), printed);
    }
    assert_close(
        born_dead([64, 64].into_iter()),
        2.0 / libm::exp2(64.0),
        1e-12,
    );
    assert_close(born_dead([3, 0].into_iter()), 1.0, 0.0);
    assert!(born_dead(std::iter::empty()) == 0.0);
}

#[test]
fn gradients_of_relu_networks_shatter_as_tabulated() {
    for (depth, printed) in [
        (0, "1"),
        (1, "0.5"),
        (3, "0.20035"),
        (5, "0.10456"),
        (10, "0.03365"),
    ] {
        assert_printed(relu_gradient_correlation(depth), printed);
    }
    assert_printed(relu_gradient_correlation(50) * 1e4, "9.12");
    assert!(relu_gradient_correlation(100_000) > 0.0);
}
