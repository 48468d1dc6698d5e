"""
The laws of the house that imports alone cannot show, each as a function over one file.

A law takes a `Source` and yields a sentence for every place where the file breaks it.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("guanjia", "rota", "tests", "scripts")
LONGEST = 400
MEASURED = {".py", ".html", ".css", ".js", ""}
NOT_OURS = {"vendor", "locale", "__pycache__"}

ROOMS = {"facts", "states", "rules", "models", "policies", "queries", "commands"}
BESIDE_THE_ROOMS = {"__init__", "apps", "migrations"}
IN_THE_LEDGER = {"inserting", "receipts", "record"}
WRITERS = {"commands", "delivery", "jobs", "leases", "migrations"} | IN_THE_LEDGER

WRITE_ALWAYS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITE_BY_KEYWORD = {"create", "update"}
WRITE_WITHOUT_PLACE = {"save", "delete"}
WRITING_SQL = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE)\s")
LOOSE_TESTS = {"isdigit", "isdecimal", "isnumeric"}
LOOSE_FIELDS = {f"forms.{kind}Field" for kind in ("Integer", "Date", "DateTime")}
LOOSE_READERS = {"int", "float", "fromisoformat", "strptime", "parse_date", "parse_datetime"}
LOOSE_PATHS = re.compile(r"<(int|str|path):\w+>")
SENT = re.compile(r"\b(GET|POST|COOKIES|headers)\b")
MAPPINGS = {"dict", "defaultdict", "Counter", "OrderedDict", "Mapping", "MutableMapping"}


@dataclass(frozen=True)
class Source:
    """A file of the tree: where it stands, below the root, and what it says."""

    path: PurePosixPath
    text: str

    @property
    def is_code(self) -> bool:
        return self.path.suffix == ".py"

    @property
    def words(self) -> frozenset[str]:
        """The names of the folders and of the module itself."""
        return frozenset((*self.path.parts[:-1], self.path.stem))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(ast.parse(self.text))) if self.is_code else ()

    def is_below(self, folder: str) -> bool:
        return self.path.is_relative_to(folder)


Law = Callable[[Source], Iterator[str]]


def sources() -> Iterator[Source]:
    """Yield the files of the house that people write."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            inside = path.relative_to(ROOT)
            if path.is_file() and path.suffix in MEASURED and not NOT_OURS & set(inside.parts):
                yield Source(PurePosixPath(inside), path.read_text(encoding="utf-8"))


def files_are_short(source: Source) -> Iterator[str]:
    lines = source.text.count("\n")
    if lines > LONGEST and "migrations" not in source.words:
        yield f"{source.path} has {lines} lines; more than {LONGEST} want a split by subject"


def no_module_is_a_drawer(source: Source) -> Iterator[str]:
    if source.is_code and source.words & {"utils", "util", "helpers", "misc", "common"}:
        yield f"{source.path}: a drawer for odds and ends; say what it is about"


def chapters_have_rooms_only(source: Source) -> Iterator[str]:
    if not (source.is_code and source.is_below("guanjia/chapters")):
        return
    _, _, *inside = source.path.parts
    if inside == ["__init__.py"]:
        return
    chapter, room = inside[0], PurePosixPath(inside[1]).stem if len(inside) > 1 else ""
    rooms = ROOMS | BESIDE_THE_ROOMS | ({"engine"} if chapter == "dispatch" else set())
    if room not in rooms:
        yield f"{source.path} fits no room"


def only_writers_write_rows(source: Source) -> Iterator[str]:
    if not source.is_below("guanjia") or source.words & WRITERS:
        return
    mappings = _names_of_mappings(source)
    for node in source.nodes:
        if isinstance(node, ast.Call) and _writes(node, mappings):
            yield f"{source.path}:{node.lineno} writes rows: {ast.unparse(node)[:60]}"
        if isinstance(node, ast.Constant) and WRITING_SQL.match(str(node.value)):
            yield f"{source.path}:{node.lineno} writes rows: {str(node.value).strip()[:60]}"


def _writes(call: ast.Call, mappings: set[str]) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    method = call.func.attr.removeprefix("a") if call.func.attr[1:] in _METHODS else call.func.attr
    if method in WRITE_ALWAYS:
        return True
    if method in WRITE_WITHOUT_PLACE:
        return not call.args
    if method in WRITE_BY_KEYWORD and not call.args:
        return not (method == "update" and _name(call.func.value) in mappings)
    return False


_METHODS = WRITE_ALWAYS | WRITE_BY_KEYWORD | WRITE_WITHOUT_PLACE


def _names_of_mappings(source: Source) -> set[str]:
    """Return the names that hold a dict somewhere in the file, whose `update` writes no row."""
    found = set()
    for node in source.nodes:
        if isinstance(node, ast.Assign) and _makes_a_mapping(node.value):
            found |= {_name(target) for target in node.targets}
        if isinstance(node, ast.AnnAssign) and _names_a_mapping(node.annotation):
            found.add(_name(node.target))
        if isinstance(node, ast.arg) and node.annotation and _names_a_mapping(node.annotation):
            found.add(node.arg)
    return found - {""}


def _makes_a_mapping(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return _name(value.func) in MAPPINGS
    return isinstance(value, ast.Dict | ast.DictComp)


def _names_a_mapping(annotation: ast.expr) -> bool:
    inner = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return _name(inner) in MAPPINGS


def _name(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


def only_the_ledger_sets_a_status(source: Source) -> Iterator[str]:
    if not source.is_below("guanjia") or source.is_below("guanjia/ledger"):
        return
    for node in source.nodes:
        if _sets_a_status(node):
            yield f"{source.path}:{node.lineno} sets a status: {ast.unparse(node)[:60]}"


def _sets_a_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "status" and isinstance(node.ctx, ast.Store)
    if not isinstance(node, ast.Call):
        return False
    called = _name(node.func).rpartition(".")[2]
    if called == "setattr":
        return any(_is_text(argument, "status") for argument in node.args)
    if called in {"update", "aupdate"}:
        return any(keyword.arg == "status" for keyword in node.keywords)
    if called in {"bulk_update", "abulk_update"}:
        return any(_is_text(inner, "status") for inner in ast.walk(node))
    return False


def _is_text(node: ast.AST, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def no_model_has_an_ordering(source: Source) -> Iterator[str]:
    for meta in _classes(source, "Meta"):
        for node in ast.walk(meta):
            if isinstance(node, ast.Name) and node.id == "ordering":
                yield f"{source.path}:{node.lineno} orders every query; let each query say its order"


def nobody_overrides_save(source: Source) -> Iterator[str]:
    if not source.is_below("guanjia"):
        return
    for owner in _classes(source):
        methods = (n for n in owner.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
        for method in methods:
            if method.name.removeprefix("a") in WRITE_WITHOUT_PLACE:
                yield f"{source.path}:{method.lineno} overrides {method.name}(); write a command"


def _classes(source: Source, name: str = "") -> Iterator[ast.ClassDef]:
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and name in {"", node.name}:
            yield node


def no_chapter_reads_anothers_rules(source: Source) -> Iterator[str]:
    if not source.is_below("guanjia/chapters"):
        return
    for line, module in _imports(source):
        parts = module.split(".")
        is_a_rule = parts[:2] == ["guanjia", "chapters"] and parts[3:4] == ["rules"]
        if is_a_rule and parts[2] != source.path.parts[2]:
            yield f"{source.path}:{line} reads the rules of {parts[2]}; ask its queries"


def migrations_stand_alone(source: Source) -> Iterator[str]:
    """A migration must mean the same in ten years; only field types are lent to it."""
    if "migrations" not in source.words or not source.is_below("guanjia"):
        return
    for line, module in _imports(source):
        if module.startswith("guanjia.chapters"):
            yield f"{source.path}:{line} imports {module}; a migration states what it needs itself"


def _imports(source: Source) -> Iterator[tuple[int, str]]:
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


DECODERS = ("PIL", "pi_heif", "pypdf")
ENTRANCES = {"guanjia/vault/decoding.py", "guanjia/vault/intake.py", "guanjia/doors/web/uploads.py"}


def files_come_in_by_one_way(source: Source) -> Iterator[str]:
    """Only the intake decodes and says what may be kept; a demonstration draws its own pictures."""
    if not source.is_below("guanjia") or source.is_below("guanjia/demo"):
        return
    if str(source.path) in ENTRANCES:
        return
    for line, module in _imports(source):
        if module.partition(".")[0] in DECODERS:
            yield f"{source.path}:{line} imports {module}; let the vault's intake decode"
    for node in source.nodes:
        if isinstance(node, ast.Call) and _last_name(node.func) == "Prepared":
            yield f"{source.path}:{node.lineno} calls a file prepared; let the vault's intake do it"
        if isinstance(node, ast.Attribute) and _name(node) in {
            "forms.FileField",
            "forms.ImageField",
        }:
            yield f"{source.path}:{node.lineno} takes a file as it comes; use a field of web.uploads"
        if isinstance(node, ast.Attribute | ast.Subscript) and _last_name(node.value) == "FILES":
            yield f"{source.path}:{node.lineno} reads an upload; give all FILES to a form"


ANSWERS_WITH_BYTES = {"HttpResponse", "FileResponse", "StreamingHttpResponse"}


def files_leave_by_one_way(source: Source) -> Iterator[str]:
    """What a door answers besides pages and data is handed out by `doors.files` alone."""
    if not source.is_below("guanjia/doors") or str(source.path) == "guanjia/doors/files.py":
        return
    for node in source.nodes:
        if _is_text(node, "Content-Disposition"):
            yield f"{source.path}:{node.lineno} hands out a file; use doors.files.hand_out"
        if not isinstance(node, ast.Call) or _last_name(node.func) not in ANSWERS_WITH_BYTES:
            continue
        types = [ast.unparse(word.value) for word in node.keywords if word.arg == "content_type"]
        if (node.args or types) and not any("application/json" in one for one in types):
            yield f"{source.path}:{node.lineno} answers with bytes; use doors.files.hand_out"


def _last_name(node: ast.expr) -> str:
    return _name(node).rpartition(".")[2]


def tests_can_fail(source: Source) -> Iterator[str]:
    if not source.is_below("tests"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in {"skip", "skipif", "xfail"}:
            yield f"{source.path}:{node.lineno} leaves a test out; let it fail or delete it"
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.Constant) and node.test.value:
            yield f"{source.path}:{node.lineno} asserts what is always so"


def only_the_reader_reads(source: Source) -> Iterator[str]:
    """What a browser sends may be anything; one place knows that."""
    if not source.is_below("guanjia/doors/web") or source.path.stem == "reading":
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and _reads_by_itself(node):
            yield f"{source.path}:{node.lineno} reads by itself; ask doors.web.reading"
        if isinstance(node, ast.Constant) and LOOSE_PATHS.search(str(node.value)):
            yield f"{source.path}:{node.lineno} takes any number or text; say <id:…> or <name:…>"


def _reads_by_itself(call: ast.Call) -> bool:
    called = _name(call.func) or ast.unparse(call.func)
    if called.rpartition(".")[2] in LOOSE_TESTS or called in LOOSE_FIELDS:
        return True
    given = " ".join(map(ast.unparse, call.args))
    return called.rpartition(".")[2] in LOOSE_READERS and bool(SENT.search(given))


REFUSALS = {"Refusal", "NotAllowed", "Conflict", "Stale", "IllegalMove", "Invalid", "NotNow"}
HEARERS = {"account/adapters.py", "account/views.py", "uploads.py"}
"""Where Django or the library of sign-ins asks in its own way, and a link that is over explains."""


def only_the_forms_room_hears_a_refusal(source: Source) -> Iterator[str]:
    """One place says a refusal beside its field, with its status, and keeps what was typed."""
    web = "guanjia/doors/web"
    if not source.is_below(web) or source.is_below(f"{web}/forms"):
        return
    if str(source.path.relative_to(web)) in HEARERS:
        return
    for node in source.nodes:
        caught = ast.walk(node.type) if isinstance(node, ast.ExceptHandler) and node.type else ()
        if any(isinstance(one, ast.expr) and _last_name(one) in REFUSALS for one in caught):
            yield f"{source.path}:{node.lineno} hears a refusal; submit, press or confirm it"  # type: ignore[attr-defined]  # a handler stands on a line


def commands_name_what_they_take(source: Source) -> Iterator[str]:
    """What a command may change stands in its signature; nothing else can pass through it."""
    if not source.is_below("guanjia") or "commands" not in source.words:
        return
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef) and node.args.kwarg:
            yield f"{source.path}:{node.lineno} {node.name} takes anything; name what it takes"


def commands_know_whose_fault_it_is(source: Source) -> Iterator[str]:
    """
    A row that is missing does not exist for the actor, or is a fault of ours; never one for the other.

    What the actor names is fetched among what they may see; the rest by `store.ours.ours`.
    """
    if not source.is_below("guanjia/chapters") or "commands" not in source.words:
        return
    for node in source.nodes:
        is_fetch = isinstance(node, ast.Call) and _last_name(node.func) == "get" and node.keywords
        if is_fetch and _starts_at_all_rows(node.func):
            yield f"{source.path}:{node.lineno} fetches among all rows: {ast.unparse(node)[:60]}"


def _starts_at_all_rows(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            return True
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return False


def commands_act_in_the_role_that_allowed_it(source: Source) -> Iterator[str]:
    """What a policy allows is recorded under the role for which it allowed it."""
    if not source.is_below("guanjia/chapters") or "commands" not in source.words:
        return
    for node in source.nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = ast.unparse(node.value)
            if "policies.may_" in called and _last_name(node.value.func) in {"require", "let"}:
                yield f"{source.path}:{node.lineno} forgets the role: write actor = ….let(actor)"


def what_is_kept_is_bounded(source: Source) -> Iterator[str]:
    """What is kept for each argument grows without end unless somebody says how much is enough."""
    if not source.is_below("guanjia"):
        return
    for node in source.nodes:
        if not isinstance(node, ast.FunctionDef) or not (node.args.args or node.args.kwonlyargs):
            continue
        if any(_name(one).rpartition(".")[2] == "cache" for one in node.decorator_list):
            yield f"{source.path}:{node.lineno} {node.name} keeps all it was asked; say how much"


LAWS: tuple[Law, ...] = (
    files_are_short,
    no_module_is_a_drawer,
    chapters_have_rooms_only,
    only_writers_write_rows,
    only_the_ledger_sets_a_status,
    no_model_has_an_ordering,
    nobody_overrides_save,
    no_chapter_reads_anothers_rules,
    migrations_stand_alone,
    only_the_reader_reads,
    only_the_forms_room_hears_a_refusal,
    files_come_in_by_one_way,
    files_leave_by_one_way,
    commands_name_what_they_take,
    commands_know_whose_fault_it_is,
    commands_act_in_the_role_that_allowed_it,
    what_is_kept_is_bounded,
    tests_can_fail,
)
