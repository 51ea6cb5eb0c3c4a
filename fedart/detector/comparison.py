"""How well a model tells pictures apart whose makers are known. Pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rates:
    """What a model did on a set of pictures, at one threshold.

    `found` of `generated` pictures and `wrong` of `human` ones scored the threshold or more; `failed` gave no score
    and count as neither. `auc` is the share of pairs, one of each kind, in which the generated one scored higher
    (0.5 is chance); None without a pair.
    """

    generated: int
    found: int
    human: int
    wrong: int
    failed: int
    auc: float | None

    @property
    def found_percent(self) -> float | None:
        """Generated pictures that were found, per hundred; None without any."""
        return 100 * self.found / self.generated if self.generated else None

    @property
    def wrong_percent(self) -> float | None:
        """Works of people that were flagged, per hundred; None without any."""
        return 100 * self.wrong / self.human if self.human else None


def rates(human: Sequence[float | None], generated: Sequence[float | None], threshold: float) -> Rates:
    """The rates of scores for works of people and for generated pictures; None for a picture without a score."""
    works = [score for score in human if score is not None]
    made = [score for score in generated if score is not None]
    return Rates(
        generated=len(made),
        found=sum(score >= threshold for score in made),
        human=len(works),
        wrong=sum(score >= threshold for score in works),
        failed=len(human) + len(generated) - len(works) - len(made),
        auc=auc(works, made),
    )


def auc(human: Sequence[float], generated: Sequence[float]) -> float | None:
    """The area under the ROC curve: Mann and Whitney's U over the number of pairs, ties counting half."""
    if not human or not generated:
        return None
    won = sum((made > work) + 0.5 * (made == work) for made in generated for work in human)
    return won / (len(human) * len(generated))
