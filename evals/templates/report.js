"use strict";
// Everything here is drawn with textContent: texts of articles and models are never markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const rows = [...document.querySelectorAll("#rows > .row")];
  const form = document.getElementById("filters");
  const find = document.getElementById("find");

  const full = (value) => {
    if (Array.isArray(value)) return value.map(full);
    if (value === null || typeof value !== "object") return value;
    if (Object.keys(value).length === 1 && Number.isInteger(value.t)) return data.texts[value.t];
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, full(each)]));
  };
  const make = (tag, words, ...children) => {
    const node = document.createElement(tag);
    if (words) node.className = words;
    node.append(...children.filter((each) => each !== null && each !== undefined && each !== ""));
    return node;
  };
  const part = (title, ...children) => {
    const kept = children.filter(Boolean);
    return kept.length ? make("div", "part", make("h4", "", title), ...kept) : null;
  };

  // ---- a word diff: the longest common run of words, spelling and signs folded ----
  const words = (text) => String(text).split(/(\s+)/).filter(Boolean);
  const fold = (word) => word.normalize("NFKC").toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  const common = (left, right) => {
    const a = left.map(fold), b = right.map(fold);
    const sizes = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i--)
      for (let j = b.length - 1; j >= 0; j--)
        sizes[i][j] = a[i] === b[j] ? sizes[i + 1][j + 1] + 1 : Math.max(sizes[i + 1][j], sizes[i][j + 1]);
    const inLeft = new Set(), inRight = new Set();
    for (let i = 0, j = 0; i < a.length && j < b.length; )
      if (a[i] === b[j]) { inLeft.add(i++); inRight.add(j++); }
      else if (sizes[i + 1][j] >= sizes[i][j + 1]) i++; else j++;
    return [inLeft, inRight];
  };
  const marked = (text, same, tag) => {
    const span = make("span", "");
    let place = 0;
    for (const word of words(text)) {
      if (/^\s+$/.test(word)) { span.append(word); continue; }
      const known = same.has(place++) || !fold(word);
      span.append(known ? word : make(tag, "", word));
    }
    return span;
  };
  const bare = (text) => words(text).filter((word) => !/^\s+$/.test(word)).slice(0, 400);

  const claims = (shown, list) => (list || []).map((claim) => {
    const said = bare(claim.text);
    const inAny = new Set();
    const evidence = claim.evidence.map((each) => {
      const [mine, theirs] = common(said, bare(each.text));
      mine.forEach((place) => inAny.add(place));
      return make("div", "evidence", marked(each.text, theirs, "ins"), make("span", "fine", each.from));
    });
    const flagged = claim.check === "review" || claim.check === "repaired" || claim.problems.length;
    return make("div", "claim",
      make("div", "", marked(claim.text, inAny, "del"), make("div", "", make("span", flagged ? "check flag" : "check", claim.check)),
        claim.speaker && make("span", "fine", "said by " + claim.speaker), ...claim.problems.map((each) => make("span", "fine", each))),
      make("div", "", ...evidence));
  });

  const answer = (shown) => {
    const parts = [];
    if (shown.refused) parts.push(make("p", "", make("span", "check flag", "refused")));
    if (shown.answer) parts.push(make("p", "said", shown.answer));
    parts.push(...claims(shown, shown.claims));
    for (const each of shown.notices || []) parts.push(make("p", "fine", (each.about ? each.about + ": " : "") + each.text));
    for (const each of shown.uncovered || []) parts.push(make("p", "fine", "not covered: " + each));
    for (const each of shown.left_out || []) parts.push(make("p", "fine", "left out: " + [String(each.reason).replaceAll("_", " "), ...(each.problems || [])].join(", ")));
    if (shown.conflicts) parts.push(tree({ "sources differ": shown.conflicts }));
    if (shown.nearest) parts.push(make("h4", "", "nearest sentences"), ...claims(shown, shown.nearest));
    if (shown.more) parts.push(tree(shown.more));
    return parts;
  };

  const tree = (value) => {
    if (value === null || typeof value !== "object") return String(value);
    const list = make("dl", "");
    for (const [name, each] of Object.entries(value))
      list.append(make("dt", "", Array.isArray(value) ? String(Number(name) + 1) : name), make("dd", "", tree(each)));
    return make("div", "tree", list);
  };

  const listed = (each, no, sign, text, more) => {
    const line = make("li", no ? "no" : "", text, more && make("span", "fine", more));
    line.dataset.sign = sign;
    return line;
  };
  const gold = (found) => {
    if (!found) return [];
    const signs = { found: "✓", "in part": "◐", missing: "✗" };
    return [
      found.nuggets.length && part("What a full answer holds", make("ul", "list", ...found.nuggets.map((each) =>
        listed(each, each.vital && each.state !== "found", signs[each.state], each.text, each.state + (each.vital ? ", vital" : ""))))),
      found.forbidden.length && part("What it must not hold", make("ul", "list", ...found.forbidden.map((each) =>
        listed(each, each.found, each.found ? "✗" : "✓", each.words, (each.found ? "stands in the answer: " : "is not there: ") + each.why)))),
      found.passages.length && part("Gold passages", make("ul", "list", ...found.passages.map((each) =>
        listed(each, !each.retrieved && !each.cited, each.cited ? "✓" : each.retrieved ? "◐" : "✗", each.text,
          each.article + (each.cited ? ", cited" : each.retrieved ? ", retrieved and not cited" : ", not among the passages in these words"))))),
      found.articles.length && part("Articles", make("ul", "list", ...found.articles.map((each) => listed(each, false, "·", each.id, each.role)))),
    ].filter(Boolean);
  };

  // A judge's verdicts: one line per statement, with what each repeat said; most repeats decide.
  const verdicts = (entry) => {
    const { statements, verdicts: votes, ...others } = entry;
    if (!Array.isArray(statements) || !Array.isArray(votes) || statements.length !== votes.length) return [tree(entry)];
    const lines = statements.map((each, place) => {
      const given = [votes[place]].flat(), sorted = [...given].sort((a, b) => a - b);
      const decided = sorted[Math.floor((sorted.length - 1) / 2)];
      const text = typeof each === "string" ? each : JSON.stringify(each);
      return listed(each, !decided, decided ? "✓" : "✗", text, "verdicts by repeat: " + given.join(" "));
    });
    return [Object.keys(others).length ? tree(others) : null, make("ul", "list", ...lines)];
  };
  const judged = (found) => Object.entries(found).map(([metric, record]) => {
    if (record === null || typeof record !== "object" || !Array.isArray(record.asked)) return part("Judge: " + metric, tree(record));
    const { asked, ...head } = record;
    const line = Object.entries(head).map(([name, value]) => name + " " + value).join(" · ");
    return part("Judge: " + metric, make("p", "fine", line), ...asked.flatMap(verdicts));
  });

  const fill = (details) => {
    if (details.dataset.drawn) return;
    details.dataset.drawn = "1";
    const item = full(data.items[Number(details.dataset.item)]);
    const body = details.querySelector(".body");
    if (item.question) {
      const before = (item.history || []).flatMap((turn) => [make("p", "fine", "earlier question: " + turn.question), turn.answer && make("p", "fine", "earlier answer: " + turn.answer)]);
      body.append(part("Question " + item.id + (item.expected ? ", expected: " + item.expected : ""), ...before,
        before.length ? make("p", "said", item.question) : make("span", "")));
    }
    if (item.shown && item.before) {
      body.append(make("div", "pair runs", part("This run", ...answer(item.shown)) || "",
        part("Earlier run, " + (item.before.ok ? "passed" : "failed"), ...(item.before.problems || []).map((each) => make("p", "fine", each)), ...answer(item.before.shown)) || ""));
    } else if (item.shown) {
      const drawn = part(item.shown.claims ? "Shown, each statement beside its evidence" : "Shown", ...answer(item.shown));
      if (drawn) body.append(drawn);
      if (item.same_answer !== undefined) body.append(make("p", "fine", "The earlier run showed the same answer, and it " + (item.same_answer ? "passed." : "failed.")));
    }
    body.append(...gold(item.gold));
    if (item.retrieved) body.append(part("Retrieved passages", make("ul", "list", ...item.retrieved.map((each, place) =>
      listed(each, false, each.gold ? "★" : "·", (place + 1) + ". " + each.from + (each.gold ? " (gold article)" : ""), each.text)))));
    if (item.judged) body.append(...judged(item.judged).filter(Boolean));
    if (item.scores) {
      const line = Object.entries(item.scores).map(([name, value]) => name + " " + value).join(" · ");
      body.append(part("Scores", make("p", "fine", line)));
    }
  };

  // ---- filters ----
  const selects = [...form.querySelectorAll("select")], ticks = [...form.querySelectorAll("[data-tick]")];
  const filter = () => {
    const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const row of rows) {
      const kept = selects.every((each) => !each.value || row.dataset[each.dataset.filter] === each.value)
        && ticks.every((each) => !each.checked || each.dataset.tick in row.dataset)
        && wanted.every((word) => row.dataset.find.includes(word));
      row.hidden = !kept;
      left += kept;
    }
    document.getElementById("count").textContent = left + " of " + rows.length + " items shown"
      + (data.short ? "; texts of retrieved passages stand in results.json" : "");
    document.getElementById("nothing").hidden = left > 0 || !rows.length;
  };
  document.getElementById("rows").addEventListener("toggle", (event) => { if (event.target.open && event.target.dataset.item) fill(event.target); }, true);
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("clear").addEventListener("click", () => {
    find.value = "";
    for (const each of selects) each.value = "";
    for (const each of ticks) each.checked = false;
    filter();
    find.focus();
  });
  form.hidden = !rows.length;
  filter();
})();
