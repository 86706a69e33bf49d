import { Writable } from 'node:stream';
import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';

/** Everything that n8n logs, from `debug` on: messages with metadata and, for errors, stacks and causes. */
export class LogCapture {
	lines: string[] = [];

	/** Begins to listen to the logger of n8n's container. */
	constructor() {
		const capture = new Writable({
			objectMode: true,
			write: (entry: unknown, _encoding, done) => {
				this.lines.push(JSON.stringify(entry));
				done();
			},
		});
		Container.get(Logger).getInternalLogger().pipe(capture);
	}

	clear(): void {
		this.lines = [];
	}
}
