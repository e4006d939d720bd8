"""A case as PROV-JSON: what there is, who did what, and what rests on what.

Records of the log are entities, named by their events; what wrote them are activities of people,
and analyses those of the program. A later record that takes the place of an earlier one is a
revision of it. It holds no words of anybody but titles of kinds: those are in case.json.

References
----------
W3C, PROV-DM: The PROV Data Model (2013); PROV-JSON, member submission (2013).
"""

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from verify.domain.case_file import CaseClaim, CaseFile
from verify.domain.cases import ClaimFrom, Recorded
from verify.domain.custody import Actor
from verify.domain.evidence import FindingItem, Item, MatchItem, MomentItem, OffsetItem, clips_in
from verify.domain.packages import LEFT_OUT

_Relations = dict[str, dict[str, dict[str, Any]]]


def prov_json(case: CaseFile) -> bytes:
    """Return the provenance of a case."""
    graph = _Graph(case)
    return json.dumps(graph.document(), ensure_ascii=True, indent=2).encode("ascii") + b"\n"


class _Graph:
    def __init__(self, case: CaseFile) -> None:
        self._case = case
        self._parts: _Relations = {
            name: {}
            for name in (
                "entity",
                "activity",
                "agent",
                "wasGeneratedBy",
                "used",
                "wasAssociatedWith",
                "wasDerivedFrom",
            )
        }
        self._claims = {claim.number: f"case:claim-{claim.number}" for claim in case.claims}

    def document(self) -> dict[str, Any]:
        """Return the graph of the whole case."""
        case = self._case
        self._record("opening", case.opening)
        for article in case.articles:
            self._record("article", article)
        for clip in case.clips:
            self._clip(clip.clip_sha256)
        for claim in case.claims:
            self._claim(claim)
        for evidence in case.evidence:
            name = self._record("evidence", evidence, stance=evidence.stance.value)
            self._derive(name, self._claims.get(evidence.claim))
            for item in evidence.items:
                for source in self._sources(item):
                    self._derive(name, source)
        for verdict in case.verdicts:
            name = self._record("verdict", verdict, verdict=verdict.verdict.value)
            about = self._claims.get(verdict.claim) if verdict.claim else None
            self._derive(name, about or self._clip(verdict.clip_sha256 or ""))
            if verdict.instead_of is not None:
                self._derive(name, f"case:event-{verdict.instead_of}", "prov:Revision")
        for kind in ("notes", "withdrawals", "places", "hypotheses", "weighings", "answers"):
            for record in getattr(case, kind):
                self._record(kind.removesuffix("s"), record)
        return {
            "prefix": {
                "case": f"urn:x-verify:case:{case.case_id}:",
                "sha256": "urn:x-verify:sha256:",
                "agent": f"urn:x-verify:case:{case.case_id}:agent:",
                "verify": "urn:x-verify:terms:",
            },
            **{name: part for name, part in self._parts.items() if part},
        }

    def _claim(self, claim: CaseClaim) -> None:
        name = self._claims[claim.number]
        self._entity(name, "claim", number=claim.number, origin=claim.origin.value)
        if claim.origin is ClaimFrom.PERSON:
            self._writing(name, claim)
        else:
            # Read in an article, or asked by the opening of the case.
            self._derive(name, f"case:event-{claim.event}")
        for earlier in claim.replaces:
            self._derive(name, self._claims[earlier], "prov:Revision")

    def _entity(self, name: str, kind: str, **said: Any) -> str:
        self._parts["entity"][name] = {
            "prov:type": _type(f"verify:{kind}"),
            **{f"verify:{what}": value for what, value in said.items()},
        }
        return name

    def _record(self, kind: str, record: Recorded, **said: Any) -> str:
        """Tell of a record: an entity, the writing of it, and who wrote it."""
        name = f"case:event-{record.event}"
        self._entity(name, kind, event=record.event, is_erased=record.is_erased, **said)
        self._writing(name, record)
        return name

    def _writing(self, name: str, record: Recorded) -> None:
        writing = f"case:writing-{record.event}"
        moment = msgspec.to_builtins(record.recorded_utc)
        self._parts["activity"][writing] = {
            "prov:startTime": moment,
            "prov:endTime": moment,
            "prov:type": _type("verify:writing"),
        }
        self._tell("wasGeneratedBy", {"prov:entity": name, "prov:activity": writing})
        agent = _agent(self._agent(record.actor))
        self._tell("wasAssociatedWith", {"prov:activity": writing, **agent})

    def _agent(self, actor: Actor) -> str | None:
        if actor == LEFT_OUT:
            return None
        agents = self._parts["agent"]
        told = {
            "prov:type": _type("prov:Person"),
            "prov:label": actor.untrusted_name,
            "verify:known_by": actor.known_by,
        }
        for name, known in agents.items():
            if known == told:
                return name
        agents[f"agent:{len(agents) + 1}"] = told
        return f"agent:{len(agents)}"

    def _clip(self, sha256: str) -> str | None:
        return self._entity(f"sha256:{sha256}", "footage", sha256=sha256) if sha256 else None

    def _sources(self, item: Item) -> Iterator[str | None]:
        match item:
            case FindingItem():
                yield self._finding(item)
            case OffsetItem():
                yield from map(self._clip, clips_in(item))
            case MatchItem():
                self._clip(item.match_sha256)
                yield self._clip(item.clip_sha256)
            case MomentItem():
                yield self._clip(item.clip_sha256)

    def _finding(self, item: FindingItem) -> str | None:
        """Tell of an analysis: the program used the clip, and made what the finding stands in."""
        made = f"sha256:{item.analysis_sha256}"
        analysing = f"case:analysing-{item.analysis_sha256}"
        program = f"agent:verify-{item.tool.version}"
        if made not in self._parts["entity"]:
            self._entity(made, "analysis", sha256=item.analysis_sha256)
            self._parts["activity"][analysing] = {"prov:type": _type("verify:analysing")}
            self._parts["agent"][program] = {
                "prov:type": _type("prov:SoftwareAgent"),
                "prov:label": f"Verify {item.tool.version}",
            }
            clip = self._clip(item.clip_sha256)
            self._tell("used", {"prov:activity": analysing, "prov:entity": clip})
            self._tell("wasGeneratedBy", {"prov:entity": made, "prov:activity": analysing})
            self._tell("wasAssociatedWith", {"prov:activity": analysing, "prov:agent": program})
            self._derive(made, clip)
        return made

    def _derive(self, name: str, source: str | None, kind: str | None = None) -> None:
        if source is not None:
            derived = {"prov:generatedEntity": name, "prov:usedEntity": source}
            self._tell("wasDerivedFrom", derived | ({"prov:type": _type(kind)} if kind else {}))

    def _tell(self, relation: str, said: dict[str, Any]) -> None:
        """Tell of a relation once; an association with nobody is not told."""
        told = self._parts[relation]
        if said not in told.values() and (relation != "wasAssociatedWith" or "prov:agent" in said):
            told[f"_:{relation}{len(told) + 1}"] = said


def _agent(name: str | None) -> dict[str, str]:
    return {} if name is None else {"prov:agent": name}


def _type(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}
