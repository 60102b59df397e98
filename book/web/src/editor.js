// The editor of an exercise, CodeMirror 6: fetched when a page with exercises is read.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// Colours are variables of the page's style sheet, so that light and dark need no second theme.
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: tags.definition(tags.variableName), color: "var(--code-name)" },
  { tag: tags.function(tags.variableName), color: "var(--code-name)" },
]);

/** An editor in `parent`. Escape then Tab leaves it by keyboard, as CodeMirror's help says. */
export function edit(parent, { text, label, changed, run, check }) {
  const keys = [
    { key: "Shift-Enter", run: () => (run(), true) },
    { key: "Mod-Enter", run: () => (check(), true) },
  ];
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        indentOnInput(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        EditorView.lineWrapping, // the first line of a docstring is long, and says what to do
        python(),
        syntaxHighlighting(colours),
        EditorView.contentAttributes.of({
          "aria-label": label,
          "aria-description": "Tab indents. Escape, then Tab, leaves the editor.",
          tabindex: "0",
        }),
        Prec.highest(keymap.of(keys)),
        keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.updateListener.of((update) => update.docChanged && changed(update.state.doc.toString())),
      ],
    }),
  });
}
