"""Replies held against the service models that come with botocore."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

#: Values that AWS gives although its service model does not list them.
UNLISTED = {"PermissionsBoundaryAttachmentType": {"Policy"}, "PolicySourceType": {"IAM Policy"}}
#: Texts that AWS itself makes shorter than its service model says.
SHORTER = {"publicKeyFingerprintType"}
#: Members that belong to what the broker does not have: role templates, limits on the size of session tokens.
NOT_HERE = {"SourceRoleTemplate", "SessionTokenSize", "SessionTokenUtilization"}


def faults(xml: bytes, parsed: dict, operation) -> list[str]:
    """What is wrong with a successful reply: elements that no shape knows, members that are missing, odd values."""
    root = ElementTree.fromstring(xml)
    namespace = operation.service_model.metadata["xmlNamespace"]
    found = list(_envelope(root, operation, namespace))
    shape = operation.output_shape
    if shape is None:
        return found
    result = root.find(f"{{{namespace}}}{shape.serialization.get('resultWrapper')}")
    if result is not None:
        found += [f"{path}: no member of the shape" for path in unknown(result, shape, "")]
    found += [f"{path}: required, but not there" for path in missing(parsed, shape, "")]
    found += list(_odd_values(parsed, shape, ""))
    return found


def _envelope(root: ElementTree.Element, operation, namespace: str) -> Iterator[str]:
    expected = [f"{{{namespace}}}ResponseMetadata"]
    if operation.output_shape is not None:
        expected.insert(0, f"{{{namespace}}}{operation.output_shape.serialization['resultWrapper']}")
    if root.tag != f"{{{namespace}}}{operation.name}Response":
        yield f"the root is {root.tag}"
    if [child.tag for child in root] != expected:
        yield f"below the root are {[child.tag for child in root]}"
    if not root.findtext(f"{{{namespace}}}ResponseMetadata/{{{namespace}}}RequestId"):
        yield "RequestId is missing"


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _wire_name(name: str, shape) -> str:
    return shape.serialization.get("name", name)


def unknown(element: ElementTree.Element, shape, path: str) -> Iterator[str]:
    """Paths of elements that the shape has no place for: they would be lost on the way to the caller."""
    if shape.type_name == "structure":
        members = {_wire_name(name, member): member for name, member in shape.members.items()}
        seen: set[str] = set()
        for child in element:
            name = _local(child)
            if name not in members or (name in seen and not members[name].serialization.get("flattened")):
                yield f"{path}{name}"
            else:
                yield from unknown(child, members[name], f"{path}{name}.")
            seen.add(name)
    elif shape.type_name == "list":
        wanted = _wire_name("member", shape.member)
        for child in element:
            if _local(child) != wanted:
                yield f"{path}{_local(child)}"
            else:
                yield from unknown(child, shape.member, f"{path}[].")
    elif shape.type_name == "map":
        for entry in element:
            if _local(entry) != "entry" or [_local(part) for part in entry] != ["key", "value"]:
                yield f"{path}{_local(entry)}"
    elif len(element):
        yield f"{path}{_local(element[0])}"


def missing(value, shape, path: str) -> Iterator[str]:
    """Paths of members that the shape requires and the parsed reply has not."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if name in value:
                yield from missing(value[name], member, f"{path}{name}.")
            elif name in shape.required_members:
                yield f"{path}{name}"
    elif shape.type_name == "list":
        for item in value:
            yield from missing(item, shape.member, f"{path}[].")


def absent(client, operation: str, reply: dict) -> set[str]:
    """Paths of all members of an operation's result that a reply does not have anywhere, required or not; without those
    of what the broker does not have."""
    shape = client.meta.service_model.operation_model(operation).output_shape
    return set(_absent([reply], shape, ""))


def _absent(values: list, shape, path: str) -> Iterator[str]:
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if name in NOT_HERE:
                continue
            below = [value[name] for value in values if name in value]
            if below:
                yield from _absent(below, member, f"{path}{name}.")
            else:
                yield f"{path}{name}"
    elif shape.type_name == "list":
        items = [item for value in values for item in value]
        if items:
            yield from _absent(items, shape.member, path)
        else:
            yield f"{path.rstrip('.')}[]"


def _odd_values(value, shape, path: str) -> Iterator[str]:
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if name in value:
                yield from _odd_values(value[name], member, f"{path}{name}.")
    elif shape.type_name == "list":
        for item in value:
            yield from _odd_values(item, shape.member, f"{path}[].")
    elif shape.type_name == "string" and isinstance(value, str):
        shortest, longest = shape.metadata.get("min", 0), shape.metadata.get("max")
        if (len(value) < shortest and shape.name not in SHORTER) or (longest is not None and len(value) > longest):
            yield f"{path.rstrip('.')}: {len(value)} characters, allowed are {shortest} to {longest}"
        if shape.enum and value not in {*shape.enum, *UNLISTED.get(shape.name, ())}:
            yield f"{path.rstrip('.')}: {value} is none of {shape.enum}"
