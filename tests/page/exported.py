"""Runs exported programs, given as JSON on standard input; prints what became of each as JSON.

    {"compile": [program, ...]}   whether they are Python
    {"run": [{"program": ..., "steps": [[row, ...], ...]}, ...]}
        their check of the first pass, their own training and, where rows are given, the parameters
        after these steps on exactly these rows
"""

import contextlib
import io
import json
import sys


def compile_all(programs):
    for index, program in enumerate(programs):
        compile(program, f"<program {index}>", "exec")
    return len(programs)


def run(given):
    space = {"__name__": "exported"}
    exec(compile(given["program"], "<program>", "exec"), space)
    space["STEPS"] = 3
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        space["main"]()
    result = {"printed": printed.getvalue()}
    if given.get("steps"):
        network = space["Network"]()
        inputs, values = space["rows"](space["TRAIN_INPUTS"], space["TRAIN_TARGETS"])
        targets = space["targets_of"](values)
        optimizer = space["make_optimizer"](network)
        for rows in given["steps"]:
            space["training_step"](network, optimizer, inputs[rows], targets[rows])
        result["layers"] = [
            {name: parameter.detach().flatten().tolist() for name, parameter in layer.named_parameters()}
            for layer in network.layers
        ]
    return result


given = json.load(sys.stdin)
if "compile" in given:
    print(json.dumps(compile_all(given["compile"])))
else:
    import torch

    # Machines that test are shared, and the networks are small.
    torch.set_num_threads(1)
    print(json.dumps([run(one) for one in given["run"]]))
