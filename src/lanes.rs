//! Loops over numbers, two at a time.

use wide::f64x2;

/// The next two for each two; what is left over at the end is taken for both.
pub fn update(numbers: &mut [f64], others: &[f64], next: impl Fn(f64x2, f64x2) -> f64x2) {
    let (pairs, rest) = numbers.as_chunks_mut::<2>();
    let (other_pairs, other_rest) = others.as_chunks::<2>();
    for (pair, &other) in pairs.iter_mut().zip(other_pairs) {
        *pair = next(f64x2::new(*pair), f64x2::new(other)).to_array();
    }
    if let ([number], &[other]) = (rest, other_rest) {
        *number = next(f64x2::splat(*number), f64x2::splat(other)).to_array()[0];
    }
}

/// What is made of each two of `numbers` and of `others`, into `out`.
pub fn combine(
    numbers: &[f64],
    others: &[f64],
    out: &mut [f64],
    make: impl Fn(f64x2, f64x2) -> f64x2,
) {
    let (pairs, rest) = numbers.as_chunks::<2>();
    let (other_pairs, other_rest) = others.as_chunks::<2>();
    let (out_pairs, out_rest) = out.as_chunks_mut::<2>();
    for ((&pair, &other), out) in pairs.iter().zip(other_pairs).zip(out_pairs) {
        *out = make(f64x2::new(pair), f64x2::new(other)).to_array();
    }
    if let (&[number], &[other], [out]) = (rest, other_rest, out_rest) {
        *out = make(f64x2::splat(number), f64x2::splat(other)).to_array()[0];
    }
}

/// What is made of each two of `numbers`, into `out`.
pub fn map(numbers: &[f64], out: &mut [f64], make: impl Fn(f64x2) -> f64x2) {
    combine(numbers, numbers, out, |numbers, _| make(numbers));
}

/// How many satisfy `holds`, a comparison.
pub fn count(numbers: &[f64], holds: impl Fn(f64x2) -> f64x2) -> usize {
    let (pairs, rest) = numbers.as_chunks::<2>();
    let mut counts = f64x2::ZERO.to_bits();
    for &pair in pairs {
        // A lane in which it holds is all ones, which is -1.
        counts -= holds(f64x2::new(pair)).to_bits();
    }
    if let &[number] = rest {
        let [first, _] = holds(f64x2::splat(number)).to_bits().to_array();
        counts -= wide::u64x2::new([first, 0]);
    }
    counts.to_array().into_iter().sum::<u64>() as usize
}
