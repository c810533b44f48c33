"""Writes records.jsonl and rfc3339.json: documents with what Python's json and datetime make of them.

Python 3 standard library only (version in the first line of records.jsonl); seed 20241123. Run in this folder:
    python3 records.py
"""

import datetime
import json
import platform
import random

random.seed(20241123)

ALPHABETS = [
    "abcXYZ 0189_-",
    "\"\\/\b\f\n\r\t\u0000\u001f\u007f",
    "éßñøж中文あ\u2028\ufeff",
    "😀𝄞\U0010ffff",
    "{}[]:,",
]


def text(longest=24):
    alphabets = random.choices(ALPHABETS, weights=[8, 2, 2, 1, 2], k=random.randint(1, 3))
    return "".join(random.choice(random.choice(alphabets)) for _ in range(random.randint(0, longest)))


def number():
    kind = random.randrange(6)
    if kind == 0:
        return random.randint(-(2**53), 2**53)
    if kind == 1:
        return random.uniform(-1e3, 1e3)
    if kind == 2:
        return random.choice([0, -0.0, 1, 5e-324, 1.7976931348623157e308, 2.2250738585072014e-308, 0.1, 1e22, 1e23])
    if kind == 3:
        return random.random() * 10.0 ** random.randint(-320, 300)
    if kind == 4:
        return round(random.uniform(0, 1e6), 2)
    return random.randint(-9, 9)


def number_text(value):
    """The value as some producer would write it: shortest, long, with an exponent."""
    kind = random.randrange(5)
    if kind == 0 and isinstance(value, float) and abs(value) < 1e15:
        return format(value, ".25f")
    if kind == 1:
        return format(value, ".17e")
    if kind == 2 and isinstance(value, float):
        return format(value, ".30e").upper()
    return json.dumps(value)


def anything(depth=0):
    kind = random.randrange(7 if depth < 4 else 5)
    if kind < 2:
        return json.dumps(text(), ensure_ascii=random.random() < 0.5)
    if kind == 2:
        return number_text(number())
    if kind < 5:
        return random.choice(["true", "false", "null"])
    items = [anything(depth + 1) for _ in range(random.randint(0, 4))]
    if kind == 5:
        return "[" + ",".join(items) + "]"
    return "{" + ",".join(json.dumps(text(6)) + ":" + item for item in items) + "}"


def space():
    return random.choice(["", "", "", " ", "\n", "\t \r\n"])


def document():
    members = []

    def add(key, value):
        escaped = "".join(f"\\u{ord(c):04x}" for c in key) if random.random() < 0.05 else key
        members.append(f'{space()}"{escaped}"{space()}:{space()}{value}{space()}')

    add("id", json.dumps(text() + str(random.randrange(100)), ensure_ascii=random.random() < 0.5))
    if random.random() < 0.9:
        add("x", random.choice(["null", number_text(number()), number_text(number())]))
    if random.random() < 0.9:
        add("n", str(random.randint(-(2**53), 2**53)))
    if random.random() < 0.9:
        add("b", random.choice(["true", "false", "null"]))
    if random.random() < 0.9:
        inner = [f'"k":{json.dumps(text())}', f'"y":{number_text(number())}', f'"other":{anything()}']
        random.shuffle(inner)
        add("card", "{" + ",".join(inner[: random.randint(0, 3)]) + "}")
    for _ in range(random.randint(0, 3)):
        add("unread" + str(random.randrange(9)), anything())
    random.shuffle(members)
    return "{" + ",".join(members) + "}" + space()


def expected(source):
    value = json.loads(source)
    card = value.get("card") or {}
    return {
        "id": value["id"],
        "x": None if value.get("x") is None else float(value["x"]).hex(),
        "n": None if value.get("n") is None else float(value["n"]).hex(),
        "b": value.get("b"),
        "k": card.get("k"),
        "y": None if card.get("y") is None else float(card["y"]).hex(),
    }


def moment():
    naive = datetime.datetime(1, 1, 2) + datetime.timedelta(
        seconds=random.randrange(int((datetime.datetime(9999, 12, 30) - datetime.datetime(1, 1, 2)).total_seconds()))
    )
    if random.random() < 0.5:
        naive = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=random.randrange(-(2**31), 2**32))
    offset = random.choice([0, 60, -60, 330, -570, 14 * 60, 1439, -1439])
    fraction = random.choice(["", "", "0", "5", "25", "999", "123456", "000000001", "9999999999"])
    zone = random.choice("Zz") if offset == 0 else f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
    source = naive.isoformat(sep=random.choice("Tt ")) + ("." + fraction if fraction else "") + zone
    seconds = (naive - datetime.datetime(1970, 1, 1)) // datetime.timedelta(seconds=1) - offset * 60
    return [source, seconds * 1000 + int((fraction + "000")[:3])]


with open("records.jsonl", "w", encoding="utf-8") as file:
    file.write(json.dumps({"python": platform.python_version(), "seed": 20241123}) + "\n")
    for _ in range(300):
        source = document()
        file.write(json.dumps({"source": source, "expected": expected(source)}) + "\n")

with open("rfc3339.json", "w", encoding="utf-8") as file:
    rows = ",\n".join(json.dumps(moment()) for _ in range(400))
    file.write("[" + rows + "]\n")
