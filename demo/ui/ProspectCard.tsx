/** A prospect as chips beside the visitor's own words. Pointing at one marks the other, both ways. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { type Chip, type MarkedPiece, markMessage, toChips } from '../chips.ts';
import type { Language } from '../language.ts';
import { PROSPECT_WORDS } from '../prospect-words.ts';
import type { MessageRow, ProspectRow } from '../rows.ts';

/** Which chips are lit: those pointed at or focused, else those pinned by a click or a key. */
interface Light {
  readonly isLit: (key: string) => boolean;
  readonly isPinned: (keys: readonly string[]) => boolean;
  /** Names what is lit and whether it was pinned, so that a change can be told. */
  readonly lit: string;
  readonly pinned: string;
  /** The element id of a chip. */
  readonly idOf: (key: string) => string;
  readonly point: (keys: readonly string[] | null) => void;
  readonly pin: (keys: readonly string[]) => void;
}

function useLight(): Light {
  const id = useId();
  const [pointed, point] = useState<readonly string[] | null>(null);
  const [pinned, setPinned] = useState<readonly string[]>([]);
  const lit = pointed ?? pinned;
  const isPinned = (keys: readonly string[]) => pinned.length > 0 && pinned.join() === keys.join();
  return {
    isLit: (key) => lit.includes(key),
    isPinned,
    lit: lit.join(),
    pinned: pinned.join(),
    idOf: (key) => `${id}-${key}`,
    point,
    pin: (keys) => setPinned(isPinned(keys) ? [] : keys),
  };
}

/** What both sides listen to. */
const listeners = (keys: readonly string[], light: Light) => ({
  onPointerEnter: () => light.point(keys),
  onPointerLeave: () => light.point(null),
  onFocus: () => light.point(keys),
  onBlur: () => light.point(null),
});

function ChipButton({ chip, light }: { readonly chip: Chip; readonly light: Light }) {
  const quotes = chip.evidence.map((item) => `“${item.quote}”`).join(', ');
  return (
    <li>
      <button
        type="button"
        class="chip"
        id={light.idOf(chip.key)}
        data-field={chip.field}
        data-lit={light.isLit(chip.key)}
        aria-pressed={light.isPinned([chip.key])}
        {...listeners([chip.key], light)}
        onClick={() => light.pin([chip.key])}
      >
        <span class="chip-label">{chip.label}</span>
        <span class="chip-value">{chip.value}</span>
        {quotes !== '' && <span class="only-heard">{quotes}</span>}
      </button>
    </li>
  );
}

function Words(props: { readonly piece: MarkedPiece; readonly chips: readonly Chip[]; readonly light: Light }) {
  const { piece, chips, light } = props;
  if (piece.keys.length === 0) return <>{piece.text}</>;
  const isLit = piece.keys.some(light.isLit);
  if (!piece.isQuote) {
    return (
      <mark data-quote="false" data-lit={isLit}>
        {piece.text}
      </mark>
    );
  }
  const covering = chips.filter((chip) => piece.keys.includes(chip.key));
  const target = covering[0] === undefined ? '' : light.idOf(covering[0].key);
  // A link, since unlike a button's its text wraps with the sentence around it; it leads to the value.
  const goToChip = (event: MouseEvent) => {
    event.preventDefault();
    document.getElementById(target)?.focus();
  };
  return (
    <mark data-quote="true" data-lit={isLit}>
      <a
        href={`#${target}`}
        aria-label={`${piece.text}: ${covering.map((chip) => chip.label).join(', ')}`}
        {...listeners(piece.keys, light)}
        onClick={goToChip}
      >
        {piece.text}
      </a>
    </mark>
  );
}

function Source(props: {
  readonly chips: readonly Chip[];
  readonly here: ReadonlySet<string>;
  readonly language: Language;
}) {
  const { chips, here, language } = props;
  const words = PROSPECT_WORDS[language];
  const chip = chips[0];
  if (chip === undefined) return <p class="source">{words.point}</p>;
  const [item] = chip.evidence;
  if (item === undefined) return <p class="source">{words.noEvidence}</p>;
  const percent = new Intl.NumberFormat(language, { style: 'percent' }).format(item.confidence);
  const where = here.has(item.sessionId) ? `${words.message} ${item.position + 1}` : words.elsewhere;
  return (
    <p class="source">
      <b>{chip.label}</b> “{item.quote.length > 90 ? `${item.quote.slice(0, 90)}…` : item.quote}” · {where} ·{' '}
      {item.extractor} · {percent} {words.sure}
      {chip.before.length > 0 && ` · ${words.before} ${chip.before.join(', ')}`}
    </p>
  );
}

/** Scrolls the transcript, and nothing around it, until the lit words can be read. */
function useLitInView(light: Light) {
  const list = useRef<HTMLOListElement>(null);
  const firstLit = () => list.current?.querySelector('[data-lit="true"]') ?? null;
  useEffect(() => {
    const box = list.current;
    const mark = firstLit();
    if (light.lit === '' || box === null || mark === null) return;
    const [outer, inner] = [box.getBoundingClientRect(), mark.getBoundingClientRect()];
    if (inner.top < outer.top) box.scrollTop += inner.top - outer.top - 8;
    else if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom + 8;
  }, [light.lit]);
  useEffect(() => {
    if (light.pinned !== '') firstLit()?.scrollIntoView({ block: 'nearest' });
  }, [light.pinned]);
  return list;
}

/** @param props.messages the transcript; only the visitor's messages are shown, since only they are evidence */
export function ProspectCard(props: {
  readonly prospect: ProspectRow;
  readonly messages: readonly MessageRow[];
  readonly language: Language;
}) {
  const { prospect, messages, language } = props;
  const words = PROSPECT_WORDS[language];
  const light = useLight();
  const list = useLitInView(light);
  const titleId = useId();
  const chips = toChips(prospect, language);
  const said = messages.filter((message) => message.role === 'user');
  const here = new Set(said.map((message) => message.session_id));
  return (
    <div class="card">
      <ul class="chips">
        {chips.map((chip) => (
          // A new value is a new chip: it fades in when it is stored.
          <ChipButton key={`${chip.key}:${chip.value}`} chip={chip} light={light} />
        ))}
      </ul>
      <Source chips={chips.filter((chip) => light.isLit(chip.key))} here={here} language={language} />
      {said.length > 0 && (
        <div class="said">
          <p class="transcript-title" id={titleId}>
            {words.transcript}
          </p>
          <ol class="transcript" ref={list} aria-labelledby={titleId}>
            {said.map((message) => (
              <li key={`${message.session_id}.${message.position}`} value={message.position + 1}>
                <p>
                  {markMessage(message, chips).map((piece) => (
                    <Words key={piece.start} piece={piece} chips={chips} light={light} />
                  ))}
                </p>
              </li>
            ))}
          </ol>
        </div>
      )}
    </div>
  );
}
