/**
 * Builds what browsers load into dist/:
 *
 *   dist/widget/nexus.js, nexus.<hash>.js         the tag (IIFE): loader and launcher
 *   dist/widget/nexus-panel-<language>-<hash>.js  the panel, fetched on first need, and its own lazy chunks
 *   dist/demo/index.html                          the demo page with its assets
 *   dist/npm/                                     the package `nexus-widget`, for those who bundle
 *
 * `node scripts/build.ts widget demo` builds some of them.
 */
import { fileURLToPath } from 'node:url';
import { buildDemo } from './build-demo.ts';
import { buildNpm } from './build-npm.ts';
import { buildWidget } from './build-widget.ts';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

// What a test runner or a shell says about itself must not make this a development build.
process.env.NODE_ENV = 'production';

const parts = process.argv.slice(2);
const wants = (part: string): boolean => parts.length === 0 || parts.includes(part);

if (wants('widget')) await buildWidget(`${dist}/widget`);
if (wants('npm')) await buildNpm(`${dist}/npm`);
if (wants('demo')) await buildDemo(`${dist}/demo`);
