"""The experiments by name, in the order in which they are run and shown."""

from kreiss.verify.experiments import complexity, iqc, lq, nn
from kreiss.verify.experiments.cells import Experiment

EXPERIMENTS: dict[str, Experiment] = {
    experiment.name: experiment for experiment in (lq.EXPERIMENT, iqc.EXPERIMENT, nn.EXPERIMENT, complexity.EXPERIMENT)
}
