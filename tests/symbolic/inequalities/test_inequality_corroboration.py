"""Two independent engines, z3 and cvc5, asked the questions of the table: where they answer, they agree.

Corroboration only: no verdict of kreiss rests on either of them.
"""

import multiprocessing
import resource
from itertools import count
from pathlib import Path

import pytest

from kreiss.symbolic.inequalities.language import parse

TABLE = Path(__file__).with_name("inequality_suite.txt")
SECONDS, STRIDE = 0.4, 3
FORK = multiprocessing.get_context("fork")
RELATIONS = {"<=": "<=", "<": "<", ">=": ">=", ">": ">", "==": "="}


class Question:
    """SMT-LIB text that is satisfiable exactly if some point has the hypotheses true and the conclusion false."""

    def __init__(self, states, given):
        self.names, self.asserted, self.known, self.fresh = {}, [], {}, count()
        relations = [tree for text in given for tree in parse(text)]
        self.definitions = {tree[1]: tree[2] for tree in relations if tree[0] == "define"}
        for tree in relations:
            if tree[0] != "define":
                self.asserted.append(self.relation(tree))
        conclusion = " ".join(self.relation(tree) for tree in parse(states))
        self.asserted.append(f"(not (and true {conclusion}))")

    def text(self):
        declared = [f"(declare-const {name} Real)" for name in self.names]
        return "\n".join(["(set-logic QF_NRA)", *declared, *(f"(assert {a})" for a in self.asserted), "(check-sat)"])

    def relation(self, tree):
        return f"({RELATIONS[tree[0]]} {self.value(tree[1])} {self.value(tree[2])})"

    def value(self, tree):
        if tree not in self.known:
            self.known[tree] = self.expression(tree)
        return self.known[tree]

    def variable(self, name):
        self.names[name] = None
        return name

    def expression(self, tree):
        match tree:
            case ("num", number):
                return f"(/ {abs(number.numerator)}.0 {number.denominator}.0)" if number >= 0 else f"(- {-number}.0)"
            case ("name", name):
                return self.value(self.definitions[name]) if name in self.definitions else self.variable(f"v_{name}")
            case ("neg", operand):
                return f"(- {self.value(operand)})"
            case ("^", base, ("num", exponent)):
                root = self.root(base, exponent.denominator) if exponent.denominator > 1 else self.value(base)
                power = f"(* {' '.join([root] * abs(exponent.numerator))} 1.0)"
                return power if exponent >= 0 else self.quotient("1.0", power)
            case ("call", function, arguments):
                return self.call(function, arguments)
            case ("/", left, right):
                return self.quotient(self.value(left), self.value(right))
            case (sign, left, right):
                return f"({sign} {self.value(left)} {self.value(right)})"

    def call(self, function, arguments):
        if function == "sqrt":
            return self.root(arguments[0], 2)
        result, *others = map(self.value, arguments)
        if function == "abs":
            others = [f"(- {result})"]
        for other in others:
            result = f"(ite ({'<=' if function == 'min' else '>='} {result} {other}) {result} {other})"
        return result

    def root(self, base, degree):
        name = self.variable(f"r_{next(self.fresh)}")
        self.asserted += [f"(>= {name} 0.0)", f"(= (* {' '.join([name] * degree)}) {self.value(base)})"]
        return name

    def quotient(self, top, bottom):
        name = self.variable(f"d_{next(self.fresh)}")
        self.asserted += [f"(not (= {bottom} 0.0))", f"(= (* {name} {bottom}) {top})"]
        return name


def rows():
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            verdict, _, states, given = (part.strip() for part in line.split("|"))
            yield verdict, states, tuple(filter(None, given.split("; ")))


def z3_answer(text):
    z3 = pytest.importorskip("z3")
    solver = z3.Solver()
    solver.from_string(text)
    return str(solver.check())


def cvc5_answer(text):
    cvc5 = pytest.importorskip("cvc5")
    solver = cvc5.Solver()
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "question")
    answers = []
    while not (command := parser.nextCommand()).isNull():
        answers.append(command.invoke(solver, parser.getSymbolManager()).strip())
    return answers[-1].split()[0]


class Engine:
    """An engine in a process of its own, as neither keeps its own time limit; it is killed and started anew."""

    def __init__(self, answer):
        self.answer, self.process = answer, None

    def serve(self, channel):
        resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
        while True:
            try:
                channel.send(self.answer(channel.recv()))
            except MemoryError:
                channel.send("unknown")

    def ask(self, text, seconds):
        if self.process is None:
            self.channel, theirs = FORK.Pipe()
            self.process = FORK.Process(target=self.serve, args=(theirs,), daemon=True)
            self.process.start()
        self.channel.send(text)
        if self.channel.poll(seconds):
            try:
                return self.channel.recv()
            except EOFError:
                pass
        self.stop()
        return "unknown"

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.join()
        self.process = None


@pytest.mark.parametrize(("module", "answer"), [("z3", z3_answer), ("cvc5", cvc5_answer)])
def test_an_independent_engine_agrees_wherever_it_answers(module, answer):
    pytest.importorskip(module)
    expected = {"PROVED": "unsat", "REFUTED": "sat"}
    engine, answered = Engine(answer), 0
    for verdict, states, given in list(rows())[::STRIDE]:
        said = engine.ask(Question(states, given).text(), SECONDS)
        assert said in (expected[verdict], "unknown"), (states, given)
        answered += said != "unknown"
    engine.stop()
    assert answered >= 30
