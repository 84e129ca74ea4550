"""Steps of the same network in PyTorch: autograd, float64, one thread.

A line of standard input is a request in JSON: the network to build, or how many steps to make. Every answer
is a line too: what one step took, in milliseconds of wall and of CPU time."""

import json
import math
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU, "gelu": nn.GELU}


def network(depth, width, batch, activation, rate):
    torch.manual_seed(1)
    modules = []
    for index in range(depth):
        modules += [nn.Linear(width if index else 2, width), ACTIVATIONS[activation]()]
    model = nn.Sequential(*modules, nn.Linear(width, 1))
    for module in model:
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=math.sqrt(2 / module.in_features))
            nn.init.zeros_(module.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    x = torch.tensor([[math.cos(row), math.sin(3 * row)] for row in range(batch)])
    y = 0.5 * x[:, :1] * x[:, 1:]

    def step():
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()

    return step


step = None
for line in sys.stdin:
    request = json.loads(line)
    answer = {"version": torch.__version__}
    if "times" in request:
        times = request["times"]
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(times):
            step()
        answer = {
            "cpu": (time.process_time() - cpu) * 1000 / times,
            "wall": (time.perf_counter() - wall) * 1000 / times,
        }
    else:
        step = network(**request)
    print(json.dumps(answer), flush=True)
