import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../n8n-server';
import { GAP, messagesInSources } from './messages';

const page = readFileSync(path.join(repositoryRoot, 'docs', 'troubleshooting.md'), 'utf8');
const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, text = '']) => text);

/** Headings that are no message of the nodes. */
const OTHERS = [
	'ECONNREFUSED, ENOTFOUND or Not Found when the credential is saved',
	'The trigger does not start, and there is no error',
	'The polling trigger does not start, and there is no error',
];

const { texts, unread } = messagesInSources();

/** Whether a heading tells of the message: it can have values where the message has gaps, or gaps where it has values. */
function tellsOf(heading: string, message: string): boolean {
	const [text = ''] = message.split(' [Item ');
	return fits(text, heading) || fits(heading, text) || text.startsWith(`${heading}. `);
}

function fits(pattern: string, text: string): boolean {
	const pieces = pattern.split(GAP).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(`^${pieces.join('.*')}$`).test(text);
}

test.each(texts)('troubleshooting tells what to do about: %s', (message) => {
	expect(headings.filter((heading) => tellsOf(heading, message))).not.toEqual([]);
});

test.each(headings.filter((heading) => !OTHERS.includes(heading)))(
	'there is a message: %s',
	(heading) => {
		expect(texts.filter((message) => tellsOf(heading, message))).not.toEqual([]);
	},
);

test('every other message is made of one of these', () => {
	// Handed on from where it was written. A line that is new here means: look where the message comes from, and whether
	// messages.ts reads it there.
	expect(unread).toEqual([
		'doubtful.ts: error',
		'batch.ts: error',
		'batch.ts: result.errors',
		"refusedChange.ts: `${reasons.join('; ')}${others}`",
		'persist.ts: error',
		'startRun.ts: error',
		'fileHost.ts: failure.message',
		'refusals.ts: message',
		'starting.ts: error',
		'changesOf.ts: message',
	]);
});
