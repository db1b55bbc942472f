"""Finds the refusals in Swift sources, and writes each with a switch that turns it off.

Only text is put in, never a line end, and nothing is taken out: lines keep their numbers. What comes out is for a copy of
the sources that is built for `scripts/mutate`; the sources themselves hold no switch.
"""

import re
from dataclasses import dataclass
from pathlib import Path

OPENING, CLOSING = "([{", ")]}"

# How a body leaves when it refuses; with any other end it does not refuse, as where a fast way is left or a loop goes on.
REFUSES = re.compile(
    r"\bthrow\b|\breturn (?:nil\b|false\b|\[\]|fail\(|skip\(|malformed\(|refusal\(|Outcome\(|ClaimFault\(|\.failure\b"
    r"|\.unknown\w+|\.expired\b|XML_ERR_INTERNAL_ERROR)")

# Calls that write a refusal down.
RECORDS = re.compile(
    r"(?<![\w.])(?:recorder\.fail|problems\.append|faults\.append|unusable\.append|fail"
    r"|\w+\.malformed\.append|\w+\.unknown\.append)(?=\()")

SWITCH = '''
import Foundation
import Glibc

/// Turns off the one refusal that MUTANT names; in a build for scripts/mutate alone.
enum Mutant {
    private static let chosen = getenv("MUTANT").map { String(cString: $0) } ?? ""
    private static let trace = getenv("MUTANT_TRACE").map { open($0, O_WRONLY | O_APPEND | O_CREAT, 0o600) } ?? -1

    /// Asked where something is about to be refused: whether that refusal is off.
    static func isOff(_ key: String) -> Bool {
        if trace >= 0 {
            let line = key + "\\n"
            _ = line.withCString { write(trace, $0, line.utf8.count) }
        }
        return key == chosen
    }

    /// A value in the place of the one whose absence is refused, where one can be made up.
    static func standIn<Value>(_ key: String, _ value: Value?) -> Value? {
        if let value { return value }
        guard isOff(key) else { return nil }
        if let type = Value.self as? any CaseIterable.Type { return first(of: type) as? Value }
        for candidate: Any in ["", [UInt8](), 1, 1.0, [String](), Date(timeIntervalSince1970: 4e9)] {
            if let candidate = candidate as? Value { return candidate }
        }
        print("MUTANT has no stand-in for \\(Value.self)")
        return nil
    }

    /// The same for what can't be copied, which nothing stands in for.
    static func standIn<Value: ~Copyable>(_ key: String, _ value: consuming Value?) -> Value? {
        switch consume value {
        case .some(let value): return value
        case .none:
            if isOff(key) { print("MUTANT has no stand-in for a value without copies") }
            return nil
        }
    }

    private static func first<Cases: CaseIterable>(of type: Cases.Type) -> Any? { type.allCases.first }
}
'''.lstrip()


@dataclass
class Mutant:
    """One refusal that can be turned off, or cannot, for a reason."""

    key: str
    file: str
    line: int
    text: str
    obstacle: str = ""

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


class Source:
    """One file: its text, and the same text with comments and the inside of strings blanked out."""

    def __init__(self, text: str):
        self.text = text
        self.bare = blanked(text)
        self.blocks = blocks(self.bare)

    def line(self, position: int) -> int:
        return self.text.count("\n", 0, position) + 1

    def quote(self, start: int, end: int) -> str:
        return " ".join(self.text[start:end].split())

    def close(self, position: int) -> int:
        """Where the bracket that opens at `position` is closed."""
        depth = 0
        for index in range(position, len(self.bare)):
            if self.bare[index] in OPENING:
                depth += 1
            elif self.bare[index] in CLOSING:
                depth -= 1
                if depth == 0:
                    return index
        raise ValueError(f"line {self.line(position)}: a bracket that is not closed")

    def until(self, start: int, stop: str) -> int:
        """The next place from `start` on at which the pattern stands outside brackets."""
        wanted, index = re.compile(stop), start
        while index < len(self.bare):
            if wanted.match(self.bare, index):
                return index
            if self.bare[index] in OPENING:
                index = self.close(index)
            index += 1
        raise ValueError(f"line {self.line(start)}: {stop} does not follow")

    def pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts between commas outside brackets, without blanks around them."""
        parts, first, index = [], start, start
        while index <= end:
            if index == end or self.bare[index] == ",":
                parts.append((first, index))
                first = index + 1
            elif self.bare[index] in OPENING:
                index = self.close(index)
            index += 1
        return [(start + len(part) - len(part.lstrip()), start + len(part.rstrip()))
                for start, end in parts for part in [self.text[start:end]]]

    def block_around(self, position: int) -> tuple[int, int]:
        return max((block for block in self.blocks if block[0] < position < block[1]), default=(0, len(self.bare)))


def blanked(text: str) -> str:
    """The text with comments and strings made of blanks, in the same places."""
    out, index = list(text), 0
    while index < len(text):
        end = index + 1
        if text.startswith("//", index):
            end = text.find("\n", index)
            end = len(text) if end < 0 else end
        elif text.startswith("/*", index):
            end = text.index("*/", index) + 2
        elif found := re.compile(r'(#*)("""|")').match(text, index):
            end = string_end(text, found)
        else:
            index += 1
            continue
        for place in range(index, end):
            if out[place] != "\n":
                out[place] = " " if text[index] == "/" else '"'
        index = end
    return "".join(out)


def string_end(text: str, opening: re.Match) -> int:
    """Where a string literal ends, interpolations and the strings inside them included."""
    hashes, quotes = opening.groups()
    index, escape, stop = opening.end(), "\\" + hashes, quotes + hashes
    while not text.startswith(stop, index):
        if text.startswith(escape + "(", index):
            depth, index = 1, index + len(escape) + 1
            while depth:
                if inner := re.compile(r'(#*)("""|")').match(text, index):
                    index = string_end(text, inner)
                    continue
                depth += {"(": 1, ")": -1}.get(text[index], 0)
                index += 1
        else:
            index += len(escape) + 1 if text.startswith(escape, index) else 1
    return index + len(stop)


def blocks(bare: str) -> list[tuple[int, int]]:
    """Every pair of braces."""
    stack, found = [], []
    for index, character in enumerate(bare):
        if character == "{":
            stack.append(index)
        elif character == "}":
            found.append((stack.pop(), index))
    return found


class Rewriter:
    """One file on its way to having switches."""

    def __init__(self, file: str, text: str):
        self.file, self.source = file, Source(text)
        self.mutants: list[Mutant] = []
        self.insertions: list[tuple[int, int, str]] = []
        #: Parts of the text whose `throw` belongs to a condition that has a switch, or an obstacle that was told.
        self.covered: list[tuple[int, int]] = []

    def run(self) -> str:
        for found in re.finditer(r"(?<![\w.`])(guard|if|for)(?![\w`:])", self.source.bare):
            getattr(self, found.group(1) + "_statement")(found.start(), found.end())
        for found in RECORDS.finditer(self.source.bare):
            self.record(found.start(), found.end())
        for found in re.finditer(r"(?<![\w.])recorder\.check(?=\()", self.source.bare):
            self.check(found.end())
        for found in re.finditer(r"(?<![\w.])throw(?![\w`])", self.source.bare):
            self.throw(found.start())
        for found in re.finditer(r"\breturn +(?=\S)(?!true\b|false\b)", self.source.bare):
            self.answer(found.start(), found.end())
        text = self.source.text
        for position, _, piece in sorted(self.insertions, reverse=True):
            text = text[:position] + piece + text[position:]
        return text

    # What there is

    def guard_statement(self, start: int, condition: int) -> None:
        source = self.source
        end = source.until(condition, r"\belse\b")
        body = source.until(end, r"\{")
        stop = source.close(body)
        clauses = source.pieces(condition, end)
        refuses = REFUSES.search(source.bare, body, stop)
        records = RECORDS.search(source.bare, body, stop)
        if refuses or records:
            self.covered.append((body, stop))
            for first, last in clauses:
                self.clause(first, last, is_recorded=records is not None)
        elif throw := self.throw_at_end(start):
            # The guard lets pass, and what comes after it throws: never beyond it.
            self.covered.append((throw, throw + 1))
            key = self.add(start, "guard " + source.quote(*clauses[-1]) + " … throw")
            is_boolean = self.is_boolean(clauses[-1])
            self.insert(clauses[-1][0], "(" if is_boolean else "")
            self.insert(clauses[-1][1], f'{")" if is_boolean else ""}, !Mutant.isOff("{key}")')

    def clause(self, first: int, last: int, is_recorded: bool) -> None:
        """One of the conditions of a guard that refuses."""
        source, text = self.source, "guard " + self.source.quote(first, last)
        if self.is_boolean((first, last)):
            key = self.add(first, text)
            self.insert(first, "(")
            self.insert(last, f' || Mutant.isOff("{key}"))')
        elif is_recorded:
            return  # The call that records it has a switch.
        elif binding := re.compile(r"(?:let|var) +(\w+)(?: *: *\w+\??)?( *= *)?").match(source.bare, first):
            key = self.add(first, text)
            if binding.group(2):
                self.insert(binding.end(), f'Mutant.standIn("{key}", ')
                self.insert(last, ")")
            else:
                self.insert(last, f' = Mutant.standIn("{key}", {binding.group(1)})')
        else:
            self.add(first, text, obstacle="a pattern, for which nothing can stand in")

    def is_boolean(self, clause: tuple[int, int]) -> bool:
        return not re.compile(r"(?:let|var|case)\b").match(self.source.bare, clause[0])

    def if_statement(self, start: int, condition: int) -> None:
        source = self.source
        body = source.until(condition, r"\{")
        stop = source.close(body)
        if not self.refuses_at_end(body, stop):
            return
        self.covered.append((body, stop))
        self.turn_off_condition(start, condition, body, "if ")

    def for_statement(self, start: int, condition: int) -> None:
        source = self.source
        body = source.until(condition, r"\{")
        where = re.compile(r"\bwhere\b").search(source.bare, condition, body)
        stop = source.close(body)
        if not where or not self.refuses_at_end(body, stop):
            return
        self.covered.append((body, stop))
        first, last = source.pieces(where.end(), body)[0]
        key = self.add(first, "for … where " + source.quote(first, last))
        self.insert(first, "(")
        self.insert(last, f') && !Mutant.isOff("{key}")')

    def turn_off_condition(self, start: int, condition: int, body: int, word: str) -> None:
        end = condition + len(self.source.bare[condition:body].rstrip())
        key = self.add(start, word + self.source.quote(condition, end))
        self.insert(end, f', !Mutant.isOff("{key}")')

    def record(self, start: int, opening: int) -> None:
        """A call that writes a refusal down."""
        source = self.source
        if re.compile(r"func +$").search(source.bare[max(0, start - 8):start]) or "CheckRecorder" in self.file:
            return
        stop = source.close(opening) + 1
        key = self.add(start, source.quote(start, stop))
        self.insert(start, f'(Mutant.isOff("{key}") ? () : ')
        self.insert(stop, ")")

    def check(self, opening: int) -> None:
        """`recorder.check(.name, condition, …)`."""
        source = self.source
        name, (first, last), *_ = source.pieces(opening + 1, source.close(opening))
        if source.text[first:last] == "true":
            return
        key = self.add(first, f"check({source.quote(*name)}, {source.quote(first, last)})")
        self.insert(first, "(")
        self.insert(last, f') || Mutant.isOff("{key}")')

    def throw(self, position: int) -> None:
        """A `throw` that no condition with a switch stands before."""
        source = self.source
        if any(start <= position < stop for start, stop in self.covered) or self.is_in_catch(position):
            return
        text = source.quote(position, source.text.index("\n", position))
        if self.returns_nothing(position):
            key = self.add(position, text)
            self.insert(position, f'if Mutant.isOff("{key}") {{ return }}; ')
        else:
            self.add(position, text, obstacle="what it stands in has to give a value")

    def answer(self, position: int, start: int) -> None:
        """`return condition` of a function that gives a truth value, and `return condition ? … : nil`."""
        if "CheckRecorder" in self.file:
            return
        source = self.source
        end = source.until(start, r"\n|\}|$")
        while re.compile(r"\s*(?:&&|\|\||\?|:|==)").match(source.bare, end):
            end = source.until(end + 1, r"\n\s*(?!&&|\|\||[?:]|==)|\}|$")
        end = start + len(source.bare[start:end].rstrip())
        question = source.until(start, r"\s\?\s|$")
        branches = re.compile(r"nil :|.+ : nil$", re.DOTALL)
        if question < end and (nothing := branches.match(source.bare, question + 3, end)):
            key = self.add(position, source.quote(position, end))
            self.insert(start, "(")
            self.insert(question, f') && !Mutant.isOff("{key}")' if nothing.group(0) == "nil :"
                        else f') || Mutant.isOff("{key}")')
        elif re.search(r"-> *Bool *$", self.head(position)):
            key = self.add(position, source.quote(position, end))
            self.insert(start, "(")
            self.insert(end, f') || Mutant.isOff("{key}")')

    # What stands around

    def refuses_at_end(self, body: int, stop: int) -> bool:
        """Whether the last statement of the body refuses."""
        last = [found for found in REFUSES.finditer(self.source.bare, body, stop)
                if self.source.block_around(found.start()) == (body, stop)]
        return bool(last) and "\n\n" not in self.source.bare[last[-1].end():stop] and not re.search(
            r"\breturn\b|\bthrow\b", self.source.bare[last[-1].end():stop])

    def throw_at_end(self, position: int) -> int | None:
        """The `throw` that is the last statement of the block around."""
        start, stop = self.source.block_around(position)
        for found in re.finditer(r"(?<![\w.])throw(?![\w`])", self.source.bare[position:stop]):
            place = position + found.start()
            if self.source.block_around(place) == (start, stop):
                return place
        return None

    def is_in_catch(self, position: int) -> bool:
        return any(start < position < stop and re.search(r"\bcatch *$", self.source.bare[max(0, start - 8):start])
                   for start, stop in self.source.blocks)

    def head(self, position: int) -> str:
        """The words before the body of the function around; empty where there is none."""
        for start, _ in sorted((block for block in self.source.blocks if block[0] < position < block[1]), reverse=True):
            head = self.source.bare[max(0, start - 600):start]
            if found := re.search(r"\b(?:func|init)\b(?:(?!\bfunc\b|[{}]|\binit\b).)*$", head, re.DOTALL):
                return found.group(0)
        return ""

    def returns_nothing(self, position: int) -> bool:
        head = self.head(position)
        return head.startswith("func") and not re.search(r"\)\s*(?:async)?\s*(?:throws(?:\(\w+\))?)?\s*->", head)

    def add(self, position: int, text: str, obstacle: str = "") -> str:
        # Numbered within the file, so that a change of one file changes no other.
        key = f"{Path(self.file).stem}.{len(self.mutants) + 1}"
        self.mutants.append(Mutant(key, self.file, self.source.line(position), text, obstacle))
        return key

    def insert(self, position: int, piece: str) -> None:
        if piece:
            self.insertions.append((position, -len(self.insertions), piece))


def rewrite(file: str, text: str) -> tuple[str, list[Mutant]]:
    """The text with switches, and what they turn off."""
    rewriter = Rewriter(file, text)
    return rewriter.run(), rewriter.mutants


def rewrite_recorder(text: str) -> str:
    """The recorder of checks, with a switch for each name of a check."""
    for head, switch in [(r"func check\([^{]*\{", " let passed = passed || Mutant.isOff(check.rawValue);"),
                         (r"func fail\([^{]*\{", " if Mutant.isOff(check.rawValue) { return };")]:
        text = re.sub(head, lambda found, switch=switch: found.group(0) + switch, text, count=1)
    return text


def named_checks(file: Path, shown: str) -> list[Mutant]:
    """The checks of a response, each by its name."""
    text = file.read_text()
    return [Mutant(found.group(1), shown, text.count("\n", 0, found.start()) + 1, f"check {found.group(1)}, everywhere")
            for found in re.finditer(r'^ +case \w+ = "([\w.-]+)"', text, re.MULTILINE)]
