// The editor of the practice page: CodeMirror 6 behind six functions. Bundled into ../editor.js by `make editor`.
import { EditorView, Decoration, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { HighlightStyle, bracketMatching, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { tags } from "@lezer/highlight";

const look = StateEffect.define();
const looked = StateField.define({
  create: () => Decoration.none,
  update(marks, change) {
    let now = marks.map(change.changes);
    for (const effect of change.effects) {
      if (!effect.is(look)) continue;
      const line = effect.value;
      const there = line && line <= change.state.doc.lines;
      now = there ? Decoration.set([Decoration.line({ class: "cm-look" }).range(change.state.doc.line(line).from)]) : Decoration.none;
    }
    return now;
  },
  provide: field => EditorView.decorations.from(field),
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--muted)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--correct)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--malformed)" },
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--carried)" },
]);

const theme = EditorView.theme({
  "&": { backgroundColor: "var(--card)", color: "var(--ink)", fontSize: ".87rem" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--ink)", padding: ".5rem 0" },
  ".cm-gutters": { backgroundColor: "var(--code)", color: "var(--muted)", border: "0", fontFamily: "var(--mono)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 9%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "1px" },
  ".cm-look": { backgroundColor: "var(--wrong-soft)", boxShadow: "inset 3px 0 var(--wrong)" },
  ".cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--accent) 22%, transparent)", color: "inherit" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent) !important" },
});

window.graderEditor = function ({ parent, text, isPython, onCheck, onChange }) {
  const name = new Compartment();
  const named = label => EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": "keys", spellcheck: "false" });
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(),
        highlightActiveLine(), highlightActiveLineGutter(), indentUnit.of("    "), isPython ? python() : [], looked,
        syntaxHighlighting(colours), theme, EditorView.lineWrapping, name.of(named("")),
        keymap.of([
          { key: "Mod-Enter", run: () => { onCheck(); return true; }, preventDefault: true },
          ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab,
        ]),
        EditorView.updateListener.of(update => { if (update.docChanged) onChange(); }),
      ],
    }),
  });
  view.scrollDOM.tabIndex = 0; // what scrolls has to be reached by keyboard
  return {
    text: () => view.state.doc.toString(),
    put: all => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: all }, effects: look.of(null) }),
    look: line => view.dispatch({ effects: look.of(line) }),
    call: label => view.dispatch({ effects: name.reconfigure(named(label)) }),
    focus: () => view.focus(),
    freeze: frozen => { view.contentDOM.inert = frozen; },
  };
};
