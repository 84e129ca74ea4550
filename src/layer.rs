//! One dense layer and the way back through it.
//!
//! Forward: z = W x + b; u = norm(z), or z; v = u, or skip + scale u; h = f(v), with dropout;
//! a = h, or skip + scale h. A skip connection adds the activations of an earlier layer before the
//! activation (He et al. 2016, as first published) or after it. Matrices hold one column a sample:
//! x is (fan-in, batch), z to a are (units, batch), W is (units, fan-in). Maxout has several rows
//! of z, u and v for each unit.

use nalgebra::{DMatrix, DVector};

use crate::activation::{Activation, Point};
use crate::lanes;
use crate::norm::{self, Norm};
use crate::product::{affine, multiply, multiply_by_transpose, multiply_transposed};
use crate::random::Stream;
use crate::scaled::{self, Extent, Scaled, row_sums};

/// A layer's parameters, and how it uses them.
#[derive(Clone, Debug)]
pub struct Layer {
    /// W, (units, fan-in).
    pub weights: DMatrix<f64>,
    /// b, one a unit.
    pub biases: DVector<f64>,
    /// f.
    pub activation: Activation,
    /// Normalisation before the activation.
    pub norm: Option<Norm>,
    /// A connection that goes round this layer and maybe some below.
    pub skip: Option<Skip>,
    /// The share of the activations that a training pass sets to 0; the others are divided by what
    /// is left, so that their mean stays (Srivastava et al. 2014).
    pub dropout: f64,
}

/// A skip connection (He, Zhang, Ren, Sun 2016).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Skip {
    /// How many layers back it begins; 1 is this layer's own input.
    pub back: usize,
    /// What the layer's own part is multiplied by.
    pub scale: f64,
    /// Where it ends.
    pub place: Place,
}

/// Where a skip connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// a = skip + scale f(u).
    AfterActivation,
    /// a = f(skip + scale u); not with maxout, whose u are more than its units.
    BeforeActivation,
}

/// Whether something is to be learned from a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Batch normalisation takes the batch's statistics; what was drawn is used.
    Training,
    /// Running statistics, mean slopes, no dropout.
    Evaluation,
}

/// What a forward step over one batch leaves at a layer.
#[derive(Clone, Debug)]
pub struct Forward {
    /// Pre-activations W x + b, (units, batch).
    pub z: Scaled,
    /// Their extent.
    pub z_extent: Extent,
    /// Their normalisation.
    pub norm: Option<norm::Forward>,
    /// What the activation sees where a skip connection comes before it.
    summed: Option<Scaled>,
    /// Room for the sum where it comes after.
    room: Option<Scaled>,
    /// f'(v), (units, batch).
    pub derivative: DMatrix<f64>,
    /// Activations, (units, batch).
    pub a: Scaled,
    /// Their extent.
    pub a_extent: Extent,
    /// What dropout multiplies h by, (units, batch); `None` where nothing was drawn.
    pub kept: Option<DMatrix<f64>>,
    /// The slopes drawn, (units, batch).
    pub slopes: Option<DMatrix<f64>>,
}

/// What a backward step leaves.
#[derive(Clone, Debug)]
pub struct Backward {
    /// dL/da, (units, batch).
    pub signal: Scaled,
    /// dL/du and what batch or layer normalisation learns.
    pub norm: Option<norm::Backward>,
    /// dL/dz, (units, batch).
    pub delta: Scaled,
    /// Its extent.
    pub delta_extent: Extent,
    /// dL/d skip, (units, batch).
    pub to_skip: Option<Scaled>,
    /// dL/dW, (units, fan-in).
    pub grad_w: Scaled,
    /// dL/db, (units, 1).
    pub grad_b: Scaled,
    /// dL/dslopes, one for each slope that is learned.
    pub grad_slopes: Scaled,
}

/// What one pass over one batch leaves at a layer.
#[derive(Clone, Debug)]
pub struct Record {
    /// Of the forward step.
    pub forward: Forward,
    /// Of the backward step.
    pub backward: Backward,
}

/// What a layer learns, in the order of [`Layer::parameters`] and [`Backward::gradients`].
pub const LEARNED: [&str; 5] = ["weights", "biases", "slopes", "gamma", "beta"];

impl Forward {
    /// Room for `batch` samples at `layer`.
    pub fn new(layer: &Layer, batch: usize) -> Self {
        let rows = layer.weights.nrows();
        Self {
            z: Scaled::zeros(rows, batch),
            z_extent: Extent::default(),
            norm: layer.norm.as_ref().map(|_| norm::Forward::new(rows, batch)),
            summed: None,
            room: None,
            derivative: DMatrix::zeros(rows, batch),
            a: Scaled::zeros(layer.units(), batch),
            a_extent: Extent::default(),
            kept: None,
            slopes: None,
        }
    }

    /// v, what the activation sees: (units, batch).
    pub fn seen(&self) -> &Scaled {
        self.summed
            .as_ref()
            .or(self.norm.as_ref().map(|norm| &norm.u))
            .unwrap_or(&self.z)
    }
}

impl Record {
    /// Room for `batch` samples at `layer`.
    pub fn new(layer: &Layer, batch: usize) -> Self {
        let (rows, fan_in) = layer.weights.shape();
        Self {
            forward: Forward::new(layer, batch),
            backward: Backward {
                signal: Scaled::zeros(layer.units(), batch),
                norm: layer
                    .norm
                    .as_ref()
                    .map(|_| norm::Backward::new(rows, batch)),
                delta: Scaled::zeros(rows, batch),
                delta_extent: Extent::default(),
                to_skip: None,
                grad_w: Scaled::zeros(rows, fan_in),
                grad_b: Scaled::zeros(rows, 1),
                grad_slopes: Scaled::zeros(layer.activation.slopes.len(), 1),
            },
        }
    }
}

impl Layer {
    /// A plain layer: a = f(W x + b).
    pub fn dense(weights: DMatrix<f64>, biases: DVector<f64>, activation: Activation) -> Self {
        Self {
            weights,
            biases,
            activation,
            norm: None,
            skip: None,
            dropout: 0.0,
        }
    }

    /// Activations it has.
    pub fn units(&self) -> usize {
        self.weights.nrows() / self.activation.pieces()
    }

    /// Whether a training pass draws something at it.
    pub fn draws(&self) -> bool {
        self.dropout > 0.0 || self.activation.drawn_slopes().is_some()
    }

    /// Draws what a training pass over `forward` will use: what dropout keeps, then slopes.
    pub fn draw(&self, stream: &mut Stream, forward: &mut Forward) {
        let (units, batch) = forward.a.mantissa.shape();
        let room = || DMatrix::zeros(units, batch);
        if self.dropout > 0.0 {
            let kept = 1.0 / (1.0 - self.dropout);
            for value in forward.kept.get_or_insert_with(room) {
                *value = if stream.uniform() < self.dropout {
                    0.0
                } else {
                    kept
                };
            }
        }
        if let Some([lower, upper]) = self.activation.drawn_slopes() {
            for slope in forward.slopes.get_or_insert_with(room) {
                *slope = lower + (upper - lower) * stream.uniform();
            }
        }
    }

    /// The forward step; `skip` are the activations that the skip connection brings, if any.
    pub fn forward(
        &self,
        input: &Scaled,
        skip: Option<&Scaled>,
        mode: Mode,
        forward: &mut Forward,
    ) {
        let training = mode == Mode::Training;
        let z = &mut forward.z;
        z.exponent = input.exponent;
        if z.exponent == 0 {
            affine(
                &self.weights,
                &input.mantissa,
                &self.biases,
                &mut z.mantissa,
            );
        } else {
            multiply(&self.weights, &input.mantissa, &mut z.mantissa);
            z.offset_rows(self.biases.as_slice());
        }
        forward.z_extent = z.settle();
        if let (Some(norm), Some(out)) = (&self.norm, &mut forward.norm) {
            norm.forward(&forward.z, training, out);
        }
        let skip = self.skip.zip(skip);
        let mut room = forward.summed.take().or_else(|| forward.room.take());
        let mut sum = |(connection, skip): (Skip, &Scaled), own: &Scaled| {
            let mut sum = room.take().unwrap_or_else(|| Scaled::zeros(0, 0));
            sum.copy_from(skip);
            sum.add(connection.scale, own);
            sum
        };
        if let Some(skip) =
            skip.filter(|(connection, _)| connection.place == Place::BeforeActivation)
        {
            let mut sum = sum(skip, forward.seen());
            sum.settle();
            forward.summed = Some(sum);
        }
        self.activate(training, forward);
        if let Some(kept) = &forward.kept
            && training
        {
            forward.a.mantissa.component_mul_assign(kept);
        }
        if let Some(skip) =
            skip.filter(|(connection, _)| connection.place == Place::AfterActivation)
        {
            let sum = sum(skip, &forward.a);
            forward.room = Some(std::mem::replace(&mut forward.a, sum));
        }
        forward.a_extent = forward.a.settle();
    }

    /// h = f(v) and f'(v).
    fn activate(&self, training: bool, forward: &mut Forward) {
        // Taken out and put back, because v may be any of three fields.
        let mut a = std::mem::replace(&mut forward.a, Scaled::zeros(0, 0));
        let mut derivative = std::mem::replace(&mut forward.derivative, DMatrix::zeros(0, 0));
        let drawn = forward.slopes.as_ref().filter(|_| training);
        let drawn = drawn.map(DMatrix::as_slice);
        self.apply(forward.seen(), drawn, &mut a, &mut derivative);
        forward.a = a;
        forward.derivative = derivative;
    }

    /// f(v) of every unit, (units, 1), on one sample of a training pass: a before dropout and a skip
    /// connection, which cannot always be told from a.
    pub fn value(&self, forward: &Forward, sample: usize) -> Scaled {
        let column = |matrix: &DMatrix<f64>| matrix.columns(sample, 1).into_owned();
        let seen = forward.seen();
        let v = Scaled {
            mantissa: column(&seen.mantissa),
            exponent: seen.exponent,
        };
        let drawn = forward.slopes.as_ref().map(column);
        let drawn = drawn.as_ref().map(DMatrix::as_slice);
        let mut value = Scaled::zeros(self.units(), 1);
        let mut derivative = DMatrix::zeros(v.mantissa.nrows(), 1);
        self.apply(&v, drawn, &mut value, &mut derivative);
        value
    }

    /// f(v) and f'(v); `drawn` are the slopes that were drawn, if any.
    fn apply(
        &self,
        v: &Scaled,
        drawn: Option<&[f64]>,
        a: &mut Scaled,
        derivative: &mut DMatrix<f64>,
    ) {
        let mut apply = |v: &DMatrix<f64>| {
            let derivative = derivative.as_mut_slice();
            self.activation
                .apply(v.as_slice(), drawn, a.mantissa.as_mut_slice(), derivative);
        };
        a.exponent = 0;
        if v.exponent == 0 {
            apply(&v.mantissa);
        } else if self.activation.pieces() > 1 {
            apply(&v.mantissa);
            a.exponent = v.exponent;
        } else {
            apply(&v.to_f64_never_zero());
            // So close to 0 that f is its tangent there, to far more digits than f64 has.
            if is_straight_at_zero(&self.activation) {
                a.mantissa.copy_from(&v.mantissa);
                a.mantissa.component_mul_assign(derivative);
                a.exponent = v.exponent;
            }
        }
    }

    /// From dL/da in `record.backward.signal`: everything else there, and dL/dx = W^T dL/dz, the
    /// next layer's dL/da, in `input_signal`.
    pub fn backward(&self, input: &Scaled, record: &mut Record, input_signal: &mut Scaled) {
        let Record { forward, backward } = record;
        let mut delta = std::mem::replace(&mut backward.delta, Scaled::zeros(0, 0));
        let room = || Scaled::zeros(0, 0);
        let signal = match self.skip {
            Some(skip) if skip.place == Place::AfterActivation => {
                let to_skip = backward.to_skip.get_or_insert_with(room);
                to_skip.copy_from(&backward.signal);
                skip.scale
            }
            _ => 1.0,
        };
        self.through_activation(signal, forward, backward, &mut delta);
        if let Some(skip) = self.skip
            && skip.place == Place::BeforeActivation
        {
            backward.to_skip.get_or_insert_with(room).copy_from(&delta);
            delta.mantissa *= skip.scale;
        }
        let mut extent = delta.rescale();
        if let (Some(norm), Some(forward), Some(backward)) =
            (&self.norm, &forward.norm, &mut backward.norm)
        {
            std::mem::swap(&mut backward.signal, &mut delta);
            norm.backward(forward, backward, &mut delta);
            extent = delta.rescale();
        }

        multiply_by_transpose(
            &delta.mantissa,
            &input.mantissa,
            &mut backward.grad_w.mantissa,
        );
        backward.grad_w.exponent = delta.exponent + input.exponent;
        row_sums(&delta.mantissa, backward.grad_b.mantissa.as_mut_slice());
        backward.grad_b.exponent = delta.exponent;
        if self
            .norm
            .as_ref()
            .is_some_and(|norm| norm.kind == norm::Kind::Batch)
        {
            // The mean takes every bias away again: exactly 0, whatever rounding leaves.
            backward.grad_b.mantissa.fill(0.0);
        }
        multiply_transposed(&self.weights, &delta.mantissa, &mut input_signal.mantissa);
        input_signal.exponent = delta.exponent;
        backward.delta = delta;
        backward.delta_extent = extent;
    }

    /// dL/dv = scale dL/da f'(v), and dL/dslopes = sum of scale dL/da v over samples with v <= 0:
    /// a sum, because they share the slope, over all units too where there is one for all (He et
    /// al. 2015).
    fn through_activation(
        &self,
        scale: f64,
        forward: &Forward,
        backward: &mut Backward,
        delta: &mut Scaled,
    ) {
        let signal = &backward.signal;
        let pieces = self.activation.pieces();
        let slopes = self.activation.slopes.len();
        delta.exponent = signal.exponent;
        if pieces == 1 && slopes == 0 && scale == 1.0 && forward.kept.is_none() {
            // By far the most common.
            let signal = signal.mantissa.as_slice();
            let delta = delta.mantissa.as_mut_slice();
            lanes::combine(signal, forward.derivative.as_slice(), delta, |a, b| a * b);
            return;
        }
        if pieces == 1 {
            delta.mantissa.copy_from(&signal.mantissa);
        } else {
            for (index, delta) in delta.mantissa.iter_mut().enumerate() {
                *delta = signal.mantissa[index / pieces];
            }
        }
        if scale != 1.0 {
            delta.mantissa *= scale;
        }
        if let Some(kept) = &forward.kept {
            for (index, delta) in delta.mantissa.iter_mut().enumerate() {
                *delta *= kept[index / pieces];
            }
        }
        if slopes > 0 {
            let v = forward.seen();
            // Of one unit each, or of all units together.
            let gradients = backward.grad_slopes.mantissa.as_mut_slice();
            let (signals, seen) = (delta.mantissa.as_slice(), v.mantissa.as_slice());
            for (first, gradient) in gradients.iter_mut().enumerate() {
                let signals = signals[first..].iter().step_by(slopes);
                let seen = seen[first..].iter().step_by(slopes);
                *gradient = scaled::sum(signals.zip(seen).map(|(signal, v)| signal * v.min(0.0)));
            }
            backward.grad_slopes.exponent = signal.exponent + v.exponent;
        }
        delta.mantissa.component_mul_assign(&forward.derivative);
    }

    /// What it learns, in the order of [`LEARNED`]; empty where it does not have it.
    pub fn parameters(&self) -> [&[f64]; 5] {
        let [gamma, beta] = self
            .norm
            .as_ref()
            .map_or([&[][..]; 2], |norm| [&norm.gamma, &norm.beta]);
        [
            self.weights.as_slice(),
            self.biases.as_slice(),
            &self.activation.slopes,
            gamma,
            beta,
        ]
    }

    /// [`Layer::parameters`], to be changed.
    pub fn parameters_mut(&mut self) -> [&mut [f64]; 5] {
        let [gamma, beta] = self.norm.as_mut().map_or([&mut [][..], &mut []], |norm| {
            [&mut norm.gamma, &mut norm.beta]
        });
        [
            self.weights.as_mut_slice(),
            self.biases.as_mut_slice(),
            &mut self.activation.slopes,
            gamma,
            beta,
        ]
    }
}

impl Backward {
    /// The gradients of [`Layer::parameters`]; `None` for what the layer does not have.
    pub fn gradients(&self) -> [Option<&Scaled>; 5] {
        let norm = self.norm.as_ref();
        [
            Some(&self.grad_w),
            Some(&self.grad_b),
            Some(&self.grad_slopes),
            norm.map(|norm| &norm.grad_gamma),
            norm.map(|norm| &norm.grad_beta),
        ]
    }
}

/// Whether f(z) is f'(z) z on both sides of 0, to far more digits than f64 has.
fn is_straight_at_zero(activation: &Activation) -> bool {
    // Small, and its cube is still an f64: cubic functions are not straight.
    let small = scaled::power_of_two(-300);
    [small, -small].iter().all(|&z| {
        let Point { value, derivative } = activation.at(z);
        (value - z * derivative).abs() <= 1e-12 * value.abs()
    })
}
