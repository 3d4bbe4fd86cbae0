"""The same model, precision policy, data shapes and optimiser as src/Training, in Python's own torch.

Reads a JSON description from the first line of standard input and answers "ready"; then, for every line with a number of
updates, makes that many and answers with their seconds. The work is written as one would in Python: autograd does the
output layer's gradient, and loss and logits are cut into the same chunks as ours.
"""
import json
import sys
import time

import torch
import torch.nn.functional as F


def main():
    setting = json.loads(sys.stdin.readline())
    torch.set_num_threads(setting["threads"])
    torch.manual_seed(1)
    model = Model(setting)
    for line in sys.stdin:
        count = int(line)
        start = time.perf_counter()
        for _ in range(count):
            model.update()
        print(time.perf_counter() - start, flush=True)


class Model:
    def __init__(self, setting):
        shape = setting["shape"]
        self.layers, self.heads, self.shared = shape["layers"], shape["heads"], shape["keyValueHeads"]
        self.size, self.epsilon = shape["headSize"], shape["normEpsilon"]
        self.lengths, self.blocks = setting["lengths"], setting["blocks"]
        self.type = torch.bfloat16 if setting["precision"] == "bf16" else torch.float32
        self.weights = {name: torch.ones(sizes) if len(sizes) == 1 else torch.randn(sizes) * 0.02 for name, sizes in setting["weights"].items()}
        for weight in self.weights.values():
            weight.requires_grad_()
        self.first = {name: torch.zeros_like(weight) for name, weight in self.weights.items()}
        self.second = {name: torch.zeros_like(weight) for name, weight in self.weights.items()}
        self.tokens = torch.randint(0, shape["vocabulary"], (sum(self.lengths),))
        self.targets = torch.randint(0, shape["vocabulary"], (sum(self.lengths),))
        positions = torch.cat([torch.arange(length) for length in self.lengths]).float()
        half = self.size // 2
        angles = torch.outer(positions, shape["rotaryBase"] ** (-torch.arange(half).float() / half))
        self.cosine = torch.cat([angles.cos(), angles.cos()], -1).to(self.type)
        self.sine = torch.cat([-angles.sin(), angles.sin()], -1).to(self.type)
        self.updates = 0
        print("ready", flush=True)

    def matrix(self, *names):
        return (self.weights[names[0]] if len(names) == 1 else torch.cat([self.weights[name] for name in names])).to(self.type)

    def normalize(self, stream, name):
        scale = (stream.square().mean(-1, keepdim=True) + self.epsilon).rsqrt()
        return (stream * scale * self.weights[name]).to(self.type)

    def rotate(self, heads):
        first, second = heads.chunk(2, -1)
        return heads * self.cosine + torch.cat([second, first], -1) * self.sine

    def attend(self, query, key, value):
        scores = (query * self.size ** -0.5) @ key.transpose(-2, -1)
        scores = scores.add_(torch.full(scores.shape[-2:], float("-inf"), dtype=scores.dtype).triu_(1))
        return torch.softmax(scores, -1) @ value

    def attention(self, prefix, stream):
        projected = F.linear(stream, self.matrix(*(f"{prefix}.self_attn.{part}_proj.weight" for part in "qkv")))
        projected = projected.view(1, -1, self.heads + 2 * self.shared, self.size).transpose(1, 2)
        turned = self.rotate(projected[:, : self.heads + self.shared])
        group = self.heads // self.shared
        query = turned[:, : self.heads].split(self.lengths, 2)
        key = turned[:, self.heads :].repeat_interleave(group, 1).split(self.lengths, 2)
        value = projected[:, self.heads + self.shared :].repeat_interleave(group, 1).split(self.lengths, 2)
        mixed = torch.cat([self.attend(*document) for document in zip(query, key, value)], 2)
        return F.linear(mixed.transpose(1, 2).reshape(-1, self.heads * self.size), self.matrix(f"{prefix}.self_attn.o_proj.weight"))

    def feed_forward(self, prefix, stream):
        gate, up = F.linear(stream, self.matrix(f"{prefix}.mlp.gate_proj.weight", f"{prefix}.mlp.up_proj.weight")).chunk(2, -1)
        return F.linear(F.silu(gate) * up, self.matrix(f"{prefix}.mlp.down_proj.weight"))

    def hidden(self):
        stream = self.weights["model.embed_tokens.weight"].index_select(0, self.tokens)
        for layer in range(self.layers):
            prefix = f"model.layers.{layer}"
            stream = stream + self.attention(prefix, self.normalize(stream, f"{prefix}.input_layernorm.weight"))
            stream = stream + self.feed_forward(prefix, self.normalize(stream, f"{prefix}.post_attention_layernorm.weight"))
        return self.normalize(stream, "model.norm.weight")

    def update(self):
        for _ in range(self.blocks):
            hidden, matrix = self.hidden(), self.matrix("model.embed_tokens.weight")
            losses = [
                F.cross_entropy(F.linear(vectors, matrix).float(), targets, reduction="sum")
                for vectors, targets in zip(hidden.split(512), self.targets.split(512))
            ]
            (sum(losses) / (self.blocks * len(self.tokens))).backward()
        self.step(1e-3)

    @torch.no_grad()
    def step(self, rate):
        self.updates += 1
        torch.nn.utils.clip_grad_norm_(self.weights.values(), 1.0)
        for name, weight in self.weights.items():
            first, second = self.first[name], self.second[name]
            first.mul_(0.9).add_(weight.grad, alpha=0.1)
            second.mul_(0.95).addcmul_(weight.grad, weight.grad, value=0.05)
            if weight.dim() > 1:
                weight.mul_(1 - rate * 0.1)
            scale = (1 - 0.95**self.updates) ** 0.5
            weight.addcdiv_(first, second.sqrt().div_(scale).add_(1e-8), value=-rate / (1 - 0.9**self.updates))
            weight.grad.zero_()


main()
