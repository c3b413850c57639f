import { describe, expect, it } from 'vitest';
import { pageSchema } from '../supabase/functions/_shared/contract/conversation.ts';
import { describePage } from './page.ts';

describe('the page of a delivery', () => {
  it('is told without what its address may hold besides', () => {
    expect(
      describePage(
        'https://shop.test/tea?email=a@b.test&utm_source=news&utm_medium=#token',
        'Tea',
        'https://search.test/?q=secret',
      ),
    ).toEqual({
      url: 'https://shop.test/tea',
      title: 'Tea',
      referrer: 'https://search.test/',
      utm: { source: 'news' },
    });
  });

  it('fits the contract, whatever the page says', () => {
    for (const text of ['', 'x'.repeat(5000), '👋'.repeat(3000), 'a\0b', '\ud800']) {
      const page = describePage(
        `https://shop.test/${encodeURIComponent(text.toWellFormed())}?utm_term=${encodeURIComponent(text.toWellFormed())}`,
        text,
        text,
      );
      expect(pageSchema.safeParse(page).error?.issues ?? [], text.slice(0, 5)).toEqual([]);
    }
  });
});
