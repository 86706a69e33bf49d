import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from '@n8n/di';
import { BinaryDataConfig, BinaryDataService, InstanceSettings } from 'n8n-core';
import { LogCapture } from './log';

/** Where n8n keeps files: in its own storage (its default), or in the execution's data, which it calls `default`. */
export type BinaryMode = 'filesystem' | 'default';

/**
 * What n8n's engine has around it in a server: settings and storage in a folder of its own, and a logger. Everything
 * lives in the DI container, so there can be only one instance (jest gives each test file a container of its own).
 */
export class Instance {
	private static theOne: Instance | undefined;

	readonly log: LogCapture;

	private readonly folder: string;

	private constructor() {
		this.folder = mkdtempSync(join(tmpdir(), 'n8n-engine-'));
		// n8n reads these when its container makes the settings: the line below that asks for them is the first to do so.
		process.env.N8N_USER_FOLDER = this.folder;
		process.env.N8N_LOG_LEVEL = 'debug';
		process.env.N8N_LOG_OUTPUT = '';
		this.log = new LogCapture();
		Container.get(InstanceSettings);
	}

	/** The instance, made when it is asked for the first time. It can be opened again once it was closed. */
	static open(): Instance {
		this.theOne ??= new Instance();
		mkdirSync(this.theOne.folder, { recursive: true });
		return this.theOne;
	}

	/** Chooses where the files of the following runs are kept. */
	async storeBinaryDataIn(mode: BinaryMode): Promise<void> {
		Container.get(BinaryDataConfig).mode = mode;
		await Container.get(BinaryDataService).init();
	}

	/** Removes the folder with all that was stored. */
	close(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}
