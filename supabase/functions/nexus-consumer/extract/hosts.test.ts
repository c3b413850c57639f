import { describe, expect, it } from 'vitest';
import type { Prospect } from '../../_shared/contract/prospect.ts';
import { ground } from './evidence.ts';
import { foldText } from './fold.ts';
import { emailsHeld, findHosts, writtenHost } from './hosts.ts';
import { rulesExtractor } from './rules.ts';

const said = (content: string) => [{ position: 0, role: 'user' as const, content, at: '2026-11-24T09:30:00Z' }];

const passes = (content: string, field: keyof Prospect, value: string): boolean => {
  const evidence = { position: 0, start: 0, end: content.length, quote: content, confidence: 0.9 };
  return ground([{ field, value, evidence }], said(content), 'claude').statements.length === 1;
};

describe('an address whose host has other letters than ASCII', () => {
  it.each([
    ['info@müller.de', 'info@xn--mller-kva.de'],
    ['INFO@MÜLLER.DE', 'info@xn--mller-kva.de'],
    ['info@mu\u0308ller.de', 'info@xn--mller-kva.de'],
    ['info arroba müller punto de', 'info@xn--mller-kva.de'],
    ['ana guión três arroba peña ponto com', 'ana-3@xn--pea-8ma.com'],
    ['kontakt@straße.de', 'kontakt@xn--strae-oqa.de'],
    ['info@раypal.com', 'info@xn--ypal-43d9g.com'],
  ])('is the one of that host and no other: "%s"', (text, email) => {
    expect(Array.from(emailsHeld(text))).toEqual([email]);
  });

  it('is stored as name servers know it', async () => {
    const content = 'Hallo, meine E-Mail ist info@müller.de, danke';
    const findings = await rulesExtractor().extract(said(content));
    const { statements } = ground(findings, said(content), 'rules');
    expect(statements.find(({ field }) => field === 'email')?.value).toBe('info@xn--mller-kva.de');
  });

  it.each(['info@müller.de', 'info arroba müller punto de'])('is not another’s: "%s"', (text) => {
    expect(passes(text, 'email', 'info@muller.de')).toBe(false);
    expect(passes(text, 'email', 'info@xn--mller-kva.de')).toBe(true);
  });

  it.each(['josé@gmail.com', 'josé arroba gmail punto com'])('is dropped when its local part has one: "%s"', (text) => {
    expect(emailsHeld(text)).toEqual(new Set());
    expect(passes(text, 'email', 'jose@gmail.com')).toBe(false);
  });

  it('loses the accents that the visitor takes from it', () => {
    expect(Array.from(emailsHeld('josé arroba peña punto com, sin tildes'))).toEqual(['jose@pena.com']);
    expect(Array.from(emailsHeld('info@peña.com pero la ñ es una n'))).toEqual(['info@pena.com']);
  });

  it('stands as it is when only its case or the words around it are folded', () => {
    expect(Array.from(emailsHeld('Escríbeme: Ana@Correo.ES ¿sí?'))).toEqual(['ana@correo.es']);
  });
});

describe('a website whose host has other letters than ASCII', () => {
  it.each([
    ['https://www.müller.de/über/', 'xn--mller-kva.de/uber'],
    ['müller punkt de', 'xn--mller-kva.de'],
    ['muller.de', 'muller.de'],
  ])('is its own: "%s"', (content, host) => {
    const text = foldText(content);
    expect(findHosts(text.low).map((span) => writtenHost(text, span))).toEqual([host]);
  });

  it('is not another’s', () => {
    expect(passes('unsere Seite ist müller.de', 'website', 'muller.de')).toBe(false);
    expect(passes('unsere Seite ist müller.de', 'website', 'xn--mller-kva.de')).toBe(true);
    expect(passes('unsere Seite ist müller punkt de', 'website', 'muller.de')).toBe(false);
  });
});
