"""The nets of @picojoule/nets in PyTorch: same layers, same order, same number of parameters."""

from torch import nn
from torch.nn import functional as F


def conv(inputs, outputs, kernel=3, stride=1, groups=1):
    return nn.Conv2d(
        inputs, outputs, kernel, stride, padding=kernel // 2, groups=groups, bias=False
    )


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = nn.Sequential(conv(inputs, outputs, stride=stride), nn.BatchNorm2d(outputs))
        self.second = nn.Sequential(conv(outputs, outputs), nn.BatchNorm2d(outputs))
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            projection = conv(inputs, outputs, kernel=1, stride=stride)
            self.shortcut = nn.Sequential(projection, nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.second(F.relu(self.first(x), inplace=True))
        return F.relu(y + self.shortcut(x), inplace=True)


class Classifier(nn.Module):
    def __init__(self, features, channels, classes=10):
        super().__init__()
        self.features = features
        self.classifier = nn.Linear(channels, classes)

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


def resnet(depth, widths=(16, 32, 64)):
    layers = [conv(3, widths[0]), nn.BatchNorm2d(widths[0]), nn.ReLU(inplace=True)]
    inputs = widths[0]
    for stage, outputs in enumerate(widths):
        for block in range((depth - 2) // 6):
            layers.append(BasicBlock(inputs, outputs, 2 if stage > 0 and block == 0 else 1))
            inputs = outputs
    return Classifier(nn.Sequential(*layers), inputs)


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        hidden = inputs * expansion
        layers = []
        if expansion != 1:
            layers += [conv(inputs, hidden, 1), nn.BatchNorm2d(hidden), nn.ReLU6(inplace=True)]
        layers += [conv(hidden, hidden, 3, stride, hidden), nn.BatchNorm2d(hidden)]
        layers += [nn.ReLU6(inplace=True), conv(hidden, outputs, 1), nn.BatchNorm2d(outputs)]
        self.branch = nn.Sequential(*layers)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.branch(x) if self.residual else self.branch(x)


STAGES = (  # expansion, channels, repeats, stride
    (1, 16, 1, 1),
    (6, 24, 2, 1),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)


def mobilenet_v2():
    layers = [conv(3, 32), nn.BatchNorm2d(32), nn.ReLU6(inplace=True)]
    inputs = 32
    for expansion, outputs, repeats, stride in STAGES:
        for block in range(repeats):
            layers.append(InvertedResidual(inputs, outputs, stride if block == 0 else 1, expansion))
            inputs = outputs
    layers += [conv(inputs, 1280, 1), nn.BatchNorm2d(1280), nn.ReLU6(inplace=True)]
    return Classifier(nn.Sequential(*layers), 1280)


def net(name):
    if name == "mobilenetv2":
        return mobilenet_v2()
    return resnet(int(name.removeprefix("resnet")))
