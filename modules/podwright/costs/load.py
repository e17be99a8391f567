"""The door: the text of a prices file judged word by word, and returned as prices. Errors have the form of a pod's."""

from pydantic import ValidationError

from podwright.costs import rules
from podwright.costs.prices import Prices
from podwright.spec import wording
from podwright.spec.document import Unreadable, Value, decode, read
from podwright.spec.errors import Problem, SpecError, SpecErrors, dotted
from podwright.spec.load import refusal


def parse_prices(content: bytes, *, name: str) -> Prices:
    """Return the prices that the content of a file declares; `name` is what messages call the file.

    Raises: SpecErrors, with every error of the first phase that finds one, by line and column.
    """
    try:
        document = read(decode(content))
    except Unreadable as unreadable:
        raise SpecErrors(
            SpecError(name, mark.line, mark.column, dotted(problem.location), problem.what, problem.remedy) for mark, problem in unreadable.faults
        ) from None
    if document.value is None:
        raise SpecErrors([SpecError(name, 1, 1, "", "the file declares nothing", "Write what podwright cost DIR --template prints")])
    prices, problems = judge_prices(document.value)
    if prices is None:
        raise refusal(document, name, problems)
    return prices


def judge_prices(value: Value) -> tuple[Prices | None, tuple[Problem, ...]]:
    """Return the prices that a value declares and no problems, or none and every problem of the words, or of the rules between them."""
    try:
        prices = Prices.model_validate(value)
    except ValidationError as error:
        return None, wording.problems(error.errors(include_url=False), Prices)
    contradictions = tuple(rules.problems(prices))
    return (None, contradictions) if contradictions else (prices, ())
