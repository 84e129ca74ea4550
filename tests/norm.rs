//! Normalisation is PyTorch's: running statistics, both modes, and the gradients' invariances.

use gradient_flow::activation::{self, Activation};
use gradient_flow::layer::{Layer, Mode};
use gradient_flow::loss::{Kind as LossKind, Loss, Reduction};
use gradient_flow::network::{Network, Pass};
use gradient_flow::norm::{EPSILON, Forward, Kind, Norm};
use gradient_flow::random::{Purpose, Stream};
use gradient_flow::scaled::{self, Scaled};
use nalgebra::{DMatrix, DVector};

fn normals(rows: usize, columns: usize, stream: &mut Stream) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |_, _| stream.normal())
}

fn stream() -> Stream {
    Stream::new(1, Purpose::Points)
}

fn forward(norm: &Norm, z: &DMatrix<f64>, mode: Mode) -> Forward {
    let mut out = Forward::new(z.nrows(), z.ncols());
    norm.forward(&Scaled::plain(z.clone()), mode == Mode::Training, &mut out);
    out
}

/// Mean and variance of a row, divided by the count less `less`.
fn moments(z: &DMatrix<f64>, row: usize, less: f64) -> [f64; 2] {
    let count = z.ncols() as f64;
    let mean = z.row(row).sum() / count;
    let squares = z.row(row).map(|z| (z - mean) * (z - mean)).sum();
    [mean, squares / (count - less)]
}

fn assert_close(got: f64, expected: f64, limit: f64) {
    assert!((got - expected).abs() <= limit, "{got:e}, not {expected:e}");
}

#[test]
fn running_statistics_begin_with_the_first_batch_and_move_by_a_tenth() {
    let mut stream = stream();
    let batches = [(); 3].map(|()| normals(2, 5, &mut stream).map(|z| 3.0 * z + 1.0));
    let mut norm = Norm::new(Kind::Batch, 2);
    (norm.gamma, norm.beta) = (vec![1.5, -0.5], vec![0.25, 2.0]);
    let z = normals(2, 4, &mut stream);
    let mut running = [[f64::NAN; 2]; 2];
    assert_eq!(EPSILON, 1e-5);
    for (index, batch) in batches.iter().enumerate() {
        let out = forward(&norm, batch, Mode::Training);
        norm.observe(&out);
        let u = forward(&norm, &z, Mode::Evaluation).u.to_f64();
        for (row, running) in running.iter_mut().enumerate() {
            let new = moments(batch, row, 1.0);
            for (running, new) in running.iter_mut().zip(new) {
                *running = if index == 0 {
                    new
                } else {
                    0.9 * *running + 0.1 * new
                };
            }
            let [mean, variance] = *running;
            for (u, z) in u.row(row).iter().zip(z.row(row).iter()) {
                let xhat = (z - mean) / (variance + EPSILON).sqrt();
                assert_close(*u, norm.gamma[row] * xhat + norm.beta[row], 1e-13);
            }
        }
    }
}

#[test]
fn training_takes_the_batchs_own_statistics_whatever_has_run() {
    let mut stream = stream();
    let mut norm = Norm::new(Kind::Batch, 2);
    let before = normals(2, 6, &mut stream).map(|z| 10.0 + z);
    norm.observe(&forward(&norm, &before, Mode::Training));
    let z = normals(2, 6, &mut stream);
    let xhat = forward(&norm, &z, Mode::Training).xhat.to_f64();
    for row in 0..2 {
        let [mean, variance] = moments(&z, row, 0.0);
        for (xhat, z) in xhat.row(row).iter().zip(z.row(row).iter()) {
            assert_close(*xhat, (z - mean) / (variance + EPSILON).sqrt(), 1e-14);
        }
        assert_close(xhat.row(row).sum(), 0.0, 1e-14);
    }
}

#[test]
fn layer_normalisation_knows_one_sample_and_no_mode() {
    let mut stream = stream();
    let mut norm = Norm::new(Kind::Layer, 5);
    let z = normals(5, 3, &mut stream);
    let training = forward(&norm, &z, Mode::Training);
    norm.observe(&training);
    let evaluation = forward(&norm, &z, Mode::Evaluation);
    assert_eq!(training.u.to_f64(), evaluation.u.to_f64());
    let columns = z.transpose();
    for sample in 0..3 {
        let alone = DMatrix::from_column_slice(5, 1, z.column(sample).as_slice());
        let alone = forward(&norm, &alone, Mode::Evaluation).u.to_f64();
        assert_eq!(alone.column(0), evaluation.u.to_f64().column(sample));
        let [mean, variance] = moments(&columns, sample, 0.0);
        for (u, z) in alone.iter().zip(z.column(sample).iter()) {
            assert_close(*u, (z - mean) / (variance + EPSILON).sqrt(), 1e-14);
        }
    }
}

/// Two hidden layers with batch normalisation after one pass over eight samples.
fn walked(epsilon: f64, activation: &str) -> (Network, Pass) {
    let stream = &mut stream();
    let kind = activation::catalogue()
        .find(|kind| kind.name == activation)
        .unwrap();
    let mut layer = |units: usize, activation: Activation| {
        let rows = units * activation.pieces();
        let biases = DVector::from_fn(rows, |_, _| stream.normal());
        Layer::dense(normals(rows, 5, stream), biases, activation)
    };
    let mut layers = vec![
        layer(5, kind.with(|_| None)),
        layer(5, kind.with(|_| None)),
        layer(2, Activation::identity()),
    ];
    for layer in &mut layers[..2] {
        let rows = layer.weights.nrows();
        let mut norm = Norm::new(Kind::Batch, rows);
        norm.epsilon = epsilon;
        norm.gamma = (0..rows).map(|row| 0.5 + row as f64 / 4.0).collect();
        layer.norm = Some(norm);
    }
    let network = Network { layers };
    let mut pass = Pass::new(normals(5, 8, stream));
    for index in 0..3 {
        network.forward(index, Mode::Training, &mut pass);
    }
    let loss = Loss {
        kind: LossKind::MeanSquaredError,
        reduction: Reduction::Sum,
    };
    network.loss(loss, &DMatrix::from_element(2, 8, 0.5), &mut pass);
    for index in (0..3).rev() {
        network.backward(index, &mut pass);
    }
    (network, pass)
}

#[test]
fn batch_normalisation_forgets_biases_means_and_the_size_of_weights() {
    for activation in ["tanh", "sine", "maxout"] {
        // Exactly so where nothing is added to the variance.
        for (epsilon, limit) in [(0.0, 1e-13), (EPSILON, 1e-4)] {
            let (network, pass) = walked(epsilon, activation);
            for (layer, record) in network.layers[..2].iter().zip(&pass.records) {
                let backward = &record.backward;
                assert!(backward.grad_b.mantissa.iter().all(|b| *b == 0.0));
                let delta = backward.delta.to_f64();
                let xhat = record.forward.norm.as_ref().unwrap().xhat.to_f64();
                let grad_w = backward.grad_w.to_f64();
                assert!(delta.amax() > 0.01, "a signal to speak of");
                for unit in 0..delta.nrows() {
                    let (delta, xhat) = (delta.row(unit), xhat.row(unit));
                    let size = delta.norm();
                    assert_close(delta.sum(), 0.0, 1e-13 * size);
                    assert_close(delta.dot(&xhat), 0.0, limit * size * xhat.norm());
                    let (grad, weights) = (grad_w.row(unit), layer.weights.row(unit));
                    assert_close(
                        grad.dot(&weights),
                        0.0,
                        limit * grad.norm() * weights.norm(),
                    );
                }
            }
        }
    }
}

#[test]
fn of_a_constant_batch_nothing_is_left() {
    for value in [0.1, -1.0 / 3.0, 1e200] {
        for exponent in [0, -2000] {
            let z = Scaled {
                mantissa: DMatrix::from_element(7, 7, value),
                exponent,
            };
            for kind in [Kind::Batch, Kind::Layer] {
                let mut norm = Norm::new(kind, 7);
                norm.beta = vec![0.375; 7];
                let mut out = Forward::new(7, 7);
                norm.forward(&z, true, &mut out);
                assert!(
                    out.xhat.mantissa.iter().all(|x| *x == 0.0),
                    "{kind:?} {value}"
                );
                assert!(out.u.to_f64().iter().all(|u| *u == 0.375));
            }
        }
    }
}

#[test]
fn what_is_far_below_epsilon_is_divided_by_its_root() {
    let z = Scaled {
        mantissa: DMatrix::from_row_slice(1, 2, &[3.0, 1.0]),
        exponent: -1500,
    };
    let mut out = Forward::new(1, 2);
    Norm::new(Kind::Batch, 1).forward(&z, true, &mut out);
    for (x, sign) in out.u.mantissa.iter().zip([1.0, -1.0]) {
        let expected = scaled::log10(1.0 / EPSILON.sqrt(), -1500);
        assert_close(scaled::log10(x * sign, out.u.exponent), expected, 1e-12);
    }
    assert_eq!(out.u.to_f64().amax(), 0.0, "f64 has no such number");
}

#[test]
fn what_is_below_f64_is_normalised_by_epsilon_alone_and_stays_below() {
    // Two units, four samples, all of size 2^-600.
    let z = Scaled {
        mantissa: DMatrix::from_row_slice(2, 4, &[1.0, -1.0, 1.5, -1.5, 1.0, 1.0, 1.25, -1.75]),
        exponent: -600,
    };
    for kind in [Kind::Batch, Kind::Layer] {
        let mut norm = Norm::new(kind, 2);
        let mut forward = Forward::new(2, 4);
        norm.forward(&z, true, &mut forward);
        let plain = Scaled::plain(z.mantissa.clone());
        let mut centred = Forward::new(2, 4);
        norm.forward(&plain, true, &mut centred);
        assert_eq!(forward.u.exponent, -600, "{kind:?}");
        let factor = 1.0 / norm.epsilon.sqrt();
        for (index, u) in forward.u.mantissa.iter().enumerate() {
            // Centred, which its ordinary sibling is too, and over the root of epsilon.
            assert_eq!(*u == 0.0, centred.u.mantissa[index] == 0.0);
            assert!(u.abs() <= 2.0 * 1.75 * factor && (*u == 0.0 || u.abs() > 0.1 * factor));
        }
        // And what has run is as small: evaluated, a plain batch is hardly moved by it.
        norm.observe(&forward);
        norm.forward(&plain, false, &mut centred);
        if kind == Kind::Batch {
            for (u, z) in centred.u.mantissa.iter().zip(&plain.mantissa) {
                assert!((u - z * factor).abs() < 1e-9 * factor, "{u}, {z}");
            }
        }
    }
}
