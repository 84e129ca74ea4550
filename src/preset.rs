//! Settings with a story: what each shows, and what to change to repair it.

/// Named settings.
#[derive(Debug)]
pub struct Preset {
    /// The name in lists and URLs.
    pub name: &'static str,
    /// What it shows, in one line.
    pub title: &'static str,
    /// The settings that differ from the defaults.
    pub settings: &'static [(&'static str, &'static str)],
}

/// Every preset, in the order a list shows them.
pub static PRESETS: [Preset; 8] = [
    Preset {
        name: "vanishing-sigmoid",
        title: "Ten sigmoid layers: hardly anything reaches the front, and it stays at chance",
        settings: &[
            ("activation", "sigmoid"),
            ("data", "digits"),
            ("depth", "10"),
            ("learning-rate", "0.05"),
        ],
    },
    Preset {
        name: "relu-to-the-rescue",
        title: "The same network with ReLU and He's weights: it learns",
        settings: &[
            ("activation", "relu"),
            ("init", "he-normal"),
            ("data", "digits"),
            ("depth", "10"),
            ("learning-rate", "0.05"),
        ],
    },
    Preset {
        name: "dying-relu",
        title: "Steps far too large: most ReLU units die at once, and the dead learn nothing",
        settings: &[
            ("activation", "relu"),
            ("init", "he-normal"),
            ("depth", "5"),
            ("learning-rate", "1"),
        ],
    },
    Preset {
        name: "born-dead",
        title: "Narrow ReLU layers: many units are dead from birth, and no gradient gets past them",
        settings: &[
            ("activation", "relu"),
            ("init", "he-normal"),
            ("depth", "10"),
            ("width", "3"),
            ("learning-rate", "0.5"),
        ],
    },
    Preset {
        name: "linear-collapse",
        title: "Twenty linear layers compute what one computes",
        settings: &[
            ("activation", "identity"),
            ("data", "moons"),
            ("depth", "20"),
        ],
    },
    Preset {
        name: "exploding",
        title: "Weights twice as large as He's: the error signal doubles at every layer",
        settings: &[
            ("activation", "relu"),
            ("init", "he-normal"),
            ("gain", "2"),
            ("data", "digits"),
            ("depth", "30"),
        ],
    },
    Preset {
        name: "edge-of-chaos",
        title: "tanh with the weights that, in the limit of wide layers, neither shrink nor blow up the gradient",
        settings: &[
            ("activation", "tanh"),
            ("init", "sigma"),
            // sigma_w^2 = 1.76095464 is critical for sigma_b^2 = 0.05 (Schoenholz et al. 2017).
            ("sigma-w", "1.3270096608553743"),
            ("sigma-b", "0.22360679774997896"),
            ("data", "digits"),
            ("depth", "50"),
            ("width", "64"),
        ],
    },
    Preset {
        name: "nielsens-four-layers",
        title: "Four hidden sigmoid layers of 30, each slower than the next (Nielsen 2015)",
        settings: &[
            ("activation", "sigmoid"),
            ("init", "sigma"),
            ("sigma-b", "1"),
            ("data", "digits"),
            ("depth", "4"),
            ("width", "30"),
            ("output-activation", "sigmoid"),
            ("loss", "mse"),
            ("learning-rate", "0.1"),
        ],
    },
];

/// One change that brings more of the gradient to the front.
#[derive(Debug)]
pub struct Repair {
    /// The name in lists.
    pub name: &'static str,
    /// What to set.
    pub settings: &'static [(&'static str, &'static str)],
}

/// The repair ladder: each rung is set on top of those before.
pub static LADDER: [Repair; 6] = [
    Repair {
        name: "sigmoid",
        settings: &[("activation", "sigmoid"), ("init", "xavier-normal")],
    },
    Repair {
        name: "tanh",
        settings: &[("activation", "tanh")],
    },
    Repair {
        name: "relu",
        settings: &[("activation", "relu")],
    },
    Repair {
        name: "he",
        settings: &[("init", "he-normal")],
    },
    Repair {
        name: "norm",
        settings: &[("norm", "layer")],
    },
    Repair {
        name: "residual",
        settings: &[("residual", "2")],
    },
];
