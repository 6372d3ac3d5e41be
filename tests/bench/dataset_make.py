"""Files in the shapes and proportions of IMDb's datasets (facts/imdb-access.md §1c, facts/performance.md §3), filled
with titles and people that do not exist. Sorted as IMDb sorts: ids as text."""
from __future__ import annotations

import random
import subprocess
from pathlib import Path
from typing import Iterator

HEADERS = {
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes genres",
    "title.ratings": "tconst averageRating numVotes",
    "title.crew": "tconst directors writers",
    "title.principals": "tconst ordering nconst category job characters",
    "name.basics": "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
    "title.akas": "titleId ordering title region language types attributes isOriginalTitle",
    "title.episode": "tconst parentTconst seasonNumber episodeNumber",
}
# Of a thousand titles; IMDb's own statistics have the same order.
TYPES = (("tvEpisode", 763), ("short", 92), ("movie", 62), ("video", 28), ("tvSeries", 25), ("tvMovie", 13),
         ("tvMiniSeries", 6), ("tvSpecial", 5), ("videoGame", 4), ("tvShort", 1), ("tvPilot", 1))
FILMS = {"movie", "short", "video", "tvMovie", "tvSpecial", "tvShort"}
WORDS = ("amber quay ledger lantern winter harbour salt organ widow orchard signal meadow night ferry thirteen granite "
         "paper violet river the of and a last first silent broken small golden città été über señor").split()
GENRES = "Drama Comedy Documentary Short Talk-Show Reality-TV Romance Crime News Animation".split()
JOBS = ("actor", "actress", "actor", "actress", "self", "director", "writer", "producer", "composer", "editor")
BLOCK = 1000  # ids are laid out by a pattern of this length, rows are made from tables: Python is slow otherwise


class Maker:
    """Everything for titles full-size times `scale`: 12 million titles, 14 million people."""

    def __init__(self, scale: float, seed: int = 9) -> None:
        self.chance = random.Random(seed)
        self.scale = scale
        self.types = [name for name, count in TYPES for _ in range(count)]
        self.chance.shuffle(self.types)
        self.texts = [self.phrase(2 + n % 4) for n in range(5003)]
        self.people = [f"{self.chance.choice(WORDS).title()} {self.phrase(1)}" for _ in range(5009)]
        self.tails = [self.tail(n) for n in range(6007)]
        self.person_count = int(14_000_000 * scale)
        self.short = [self.chance.random() < 0.55 for _ in range(BLOCK)]
        self.longer = [[d for d in range(10) if self.chance.random() < 0.25] for _ in range(BLOCK)]

    def phrase(self, words: int) -> str:
        return " ".join(self.chance.choice(WORDS).title() + self.chance.choice(("", "", "s", "en")) for _ in range(words))

    def tail(self, n: int) -> str:
        """isAdult to genres."""
        genres = ",".join(sorted(self.chance.sample(GENRES, 1 + n % 3)))
        minutes = str(self.chance.randrange(1, 180)) if n % 10 < 3 else "\\N"
        return f"{int(n % 90 == 0)}\t{self.chance.randrange(1910, 2026)}\t\\N\t{minutes}\t{genres}\n"

    def numbers(self) -> Iterator[int]:
        """Ids in the order of their texts: seven digits, and behind each those with a digit more that begin so."""
        first, last = 1_000_000, 1_000_000 + int(2_600_000 * self.scale)  # tt10000000 to tt35999999
        low = first - int(999_999 * self.scale)
        for number in range(low, low + int(10_000_000 * self.scale)):
            if self.short[number % BLOCK]:
                yield number
            if first <= number < last:
                for digit in self.longer[number % BLOCK]:
                    yield 10 * number + digit

    def titles(self) -> Iterator[tuple[int, str]]:
        types = self.types
        for number in self.numbers():
            yield number, types[number * 7919 % 1000]

    def person(self, n: int) -> str:
        """A person that name.basics has, or will have had: one in a hundred is missing there."""
        number = n * 2654435761 % self.person_count
        return f"nm{number + 1:07d}"

    def basics(self) -> Iterator[str]:
        texts, tails = self.texts, self.tails
        for number, kind in self.titles():
            title = f"Episode #{number % 9}.{number % 400}" if kind == "tvEpisode" and number % 3 else texts[number % 5003]
            yield f"tt{number:07d}\t{kind}\t{title}\t{title}\t{tails[number % 6007]}"

    def ratings(self) -> Iterator[str]:
        for number, _ in self.titles():
            if number * 31 % 8 == 0:
                yield f"tt{number:07d}\t{1 + number % 9}.{number % 10}\t{5 + number % 4000}\n"

    def crew(self) -> Iterator[str]:
        for number, _ in self.titles():
            writers = f"{self.person(number + 1)},{self.person(number + 2)}" if number % 2 else "\\N"
            yield f"tt{number:07d}\t{self.person(number)}\t{writers}\n"

    def principals(self) -> Iterator[str]:
        for number, kind in self.titles():
            tt = f"tt{number:07d}"
            for n in range(10 if kind in FILMS else 7):
                job = JOBS[n]
                role = f'["{self.texts[(number + n) % 5003]}"]' if n < 5 and number % 3 else "\\N"
                yield f"{tt}\t{n + 1}\t{self.person(number + n)}\t{job}\t\\N\t{role}\n"

    def names(self) -> Iterator[str]:
        people = self.people
        for number in range(1, self.person_count + 1):
            if number % 100:
                yield (f"nm{number:07d}\t{people[number % 5009]}\t\\N\t\\N\tactor,producer\t"
                       f"tt{number % 9999999:07d},tt{number * 7 % 9999999:07d}\n")

    def akas(self) -> Iterator[str]:
        for number, _ in self.titles():
            for n in range(1, 5):
                yield f"tt{number:07d}\t{n}\t{self.texts[(number + n) % 5003]}\tXW\t\\N\timdbDisplay\t\\N\t0\n"

    def episodes(self) -> Iterator[str]:
        for number, kind in self.titles():
            if kind == "tvEpisode":
                yield f"tt{number:07d}\ttt{number // 100 + 1:07d}\t{number % 20}\t{number % 400}\n"

    def write(self, name: str, folder: Path, plain: bool = False) -> tuple[Path, int]:
        """{folder}/{name}.tsv[.gz]; path and number of rows."""
        rows = {"title.basics": self.basics, "title.ratings": self.ratings, "title.crew": self.crew,
                "title.principals": self.principals, "name.basics": self.names, "title.akas": self.akas,
                "title.episode": self.episodes}[name]()
        path = folder / (name + (".tsv" if plain else ".tsv.gz"))
        with open(path, "wb") as out:
            packer = None if plain else subprocess.Popen(["gzip", "-4"], stdin=subprocess.PIPE, stdout=out)
            to = out if packer is None else packer.stdin
            assert to is not None
            to.write((HEADERS[name].replace(" ", "\t") + "\n").encode())
            count, batch = 0, []
            for row in rows:
                batch.append(row)
                if len(batch) == 20000:
                    count += len(batch)
                    to.write("".join(batch).encode())
                    batch = []
            to.write("".join(batch).encode())
            if packer is not None:
                to.close()
                if packer.wait() != 0:
                    raise OSError(f"gzip failed on {path}")
        return path, count + len(batch)
