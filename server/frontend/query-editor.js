// The query editor: CodeMirror over the text area of the query page, which stays what is sent.
// It lives in a shadow root, where its styles are adopted style sheets: the content security policy
// allows no <style> element. Without this file, or without script, the text area is the editor.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import {
  HighlightStyle,
  StreamLanguage,
  bracketMatching,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

const KEYWORDS = [
  ..."SELECT DISTINCT CONSTRUCT DESCRIBE ASK WHERE FILTER OPTIONAL UNION MINUS GRAPH".split(" "),
  ..."BIND VALUES LIMIT OFFSET HAVING AS IN PREFIX FROM EXISTS COUNT SUM MIN MAX AVG".split(" "),
  ..."SAMPLE GROUP_CONCAT COALESCE IF BOUND LANG LANGMATCHES DATATYPE STR STRDT".split(" "),
  ..."STRSTARTS STRENDS CONTAINS CONCAT REGEX REPLACE SUBSTR LCASE UCASE ROUND NOW".split(" "),
  ...["GROUP BY", "ORDER BY", "DESC", "ASC", "NOT EXISTS", "FROM NAMED"],
].map((label) => ({ label, type: "keyword", boost: -20 }));

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "700" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--info)" },
  { tag: [tags.string, tags.special(tags.string), tags.literal], color: "var(--ok)" },
  { tag: [tags.atom, tags.number], color: "var(--visited)" },
  { tag: [tags.comment, tags.meta], color: "var(--mute)" },
]);

const theme = EditorView.theme({
  "&": {
    background: "var(--card)",
    color: "var(--ink)",
    border: "2px solid var(--edge)",
    borderRadius: "5px",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--mono)",
    fontSize: ".9375rem",
    lineHeight: "1.5",
    minHeight: "17rem",
  },
  ".cm-content": { caretColor: "var(--ink)", padding: ".4rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { background: "var(--paper)", color: "var(--mute)", borderColor: "var(--line)" },
  ".cm-activeLineGutter": { background: "var(--info-bg)", color: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { background: "var(--should-bg)" },
  "&.cm-focused .cm-matchingBracket": { background: "var(--ok-bg)" },
  "&.cm-focused .cm-nonmatchingBracket": { background: "var(--must-bg)" },
  ".cm-tooltip": {
    background: "var(--card)",
    color: "var(--ink)",
    border: "1px solid var(--edge)",
    borderRadius: "5px",
  },
  // eight are shown at a time, whole: a list that scrolls by itself is out of reach of some
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { maxHeight: "none" },
  ".cm-tooltip-autocomplete > ul > li": { padding: ".2rem .5rem", fontFamily: "var(--mono)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    background: "var(--hall)",
    color: "var(--cream)",
  },
  ".cm-completionDetail": { fontFamily: "var(--sans)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "underline" },
});

/** Returns a function that answers with what the server suggests, fetched once; nothing if it fails. */
function vocabularyFrom(address) {
  const language = document.documentElement.lang;
  let fetched;
  return () => {
    fetched ??= fetch(address)
      .then((answer) => (answer.ok ? answer.json() : { prefixes: {}, terms: [] }))
      .catch(() => ({ prefixes: {}, terms: [] }))
      .then(({ prefixes, terms }) => [
        ...terms.map(({ name, kind, label, count }) => ({
          label: name,
          detail: label[language] ?? label.en,
          type: kind,
          boost: Math.min(Math.log10(1 + count), 10),
        })),
        ...Object.entries(prefixes).map(([prefix, namespace]) => ({
          label: `${prefix}:`,
          detail: namespace,
          type: "namespace",
          boost: -10,
        })),
        ...KEYWORDS,
      ]);
    return fetched;
  };
}

/** Returns the variables of a query that are not the one being written, as suggestions. */
function variables(text, own) {
  const found = new Set(text.match(/[?$]\w+/g));
  found.delete(own);
  return [...found].sort().map((label) => ({ label, type: "variable" }));
}

function suggesting(address) {
  const vocabulary = vocabularyFrom(address);
  return async (context) => {
    const variable = context.matchBefore(/[?$]\w*/);
    if (variable) {
      const text = context.state.doc.toString();
      return { from: variable.from, options: variables(text, variable.text), validFor: /^[?$]\w*$/ };
    }
    const word = context.matchBefore(/[\w-]*:?[\w-]*/);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    return { from: word.from, options: await vocabulary(), validFor: /^[\w-]*:?[\w-]*$/ };
  };
}

/** Replaces a selection itself, because a browser that does it writes styles into the text. */
function replaceSelection(event, view) {
  if (event.inputType !== "insertText" || view.composing || view.state.selection.main.empty) {
    return false;
  }
  view.dispatch(view.state.replaceSelection(event.data ?? ""), {
    userEvent: "input.type",
    scrollIntoView: true,
  });
  return true;
}

function enhance(area) {
  const label = document.querySelector(`label[for="${area.id}"]`);
  const host = document.createElement("div");
  host.className = "query-editor";
  area.after(host);
  const root = host.attachShadow({ mode: "open" });
  const run = () => {
    area.form.requestSubmit();
    return true;
  };
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: area.value.replace(/\s+$/, ""),
      extensions: [
        lineNumbers(),
        highlightActiveLineGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        StreamLanguage.define(sparql),
        syntaxHighlighting(colours),
        autocompletion({
          override: [suggesting(area.dataset.vocabulary)],
          icons: false,
          maxRenderedOptions: 8,
        }),
        EditorView.lineWrapping,
        EditorView.domEventHandlers({ beforeinput: replaceSelection }),
        EditorView.contentAttributes.of({
          "aria-label": label.textContent,
          "aria-description": area.dataset.keys,
          spellcheck: "false",
        }),
        // Tab is left to the browser, so that the keyboard is never caught in here
        keymap.of([
          { key: "Mod-Enter", run },
          ...completionKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) area.value = update.state.doc.toString();
        }),
        theme,
      ],
    }),
  });
  area.hidden = true;
  const keys = document.createElement("div");
  keys.className = "govuk-hint";
  keys.textContent = area.dataset.keys;
  document.getElementById("query-hint").append(" ", keys);
  label.addEventListener("click", () => view.focus());
  document.querySelectorAll(`a[href="#${area.id}"]`).forEach((link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goTo(view, Number(link.dataset.line || 1), Number(link.dataset.column || 1));
    });
  });
}

/** Puts the cursor at a line and a column, both from 1, and the focus into the editor. */
function goTo(view, line, column) {
  const found = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
  const at = Math.min(found.from + column - 1, found.to);
  view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
  view.focus();
}

const area = document.querySelector("textarea#query");
if (area && "adoptedStyleSheets" in Document.prototype) enhance(area);
