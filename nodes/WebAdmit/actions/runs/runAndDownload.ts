import { startWithoutCallback } from '../../callbacks/startWithCallback';
import { downloadRun } from '../../download/download';
import { sourceLocatorOf, userIdentityLocator } from '../../fields/locators';
import { sharedRunNotice } from '../../fields/notices';
import {
	binaryPropertyName,
	maxWaitOption,
	optionsOf,
	pollIntervalOption,
} from '../../fields/options';
import { readIdParameter } from '../../parameters/ids';
import { parametersOfItem } from '../../parameters/NodeParameters';
import { readOutputField } from '../../parameters/outputField';
import { readWaitOptions } from '../../parameters/waitOptions';
import { aboutRun } from '../../runs/aboutRun';
import { persist, persistUntil } from '../../runs/persist';
import { isDownloadable } from '../../runs/status';
import type { ItemOperation } from '../operation/types';
import { downloadResult } from './downloadResult';
import type { RunPanel } from './RunPanel';
import { readFileOptions } from './RunPanel';

/** 'Run and Download' for a kind of run: starts it, waits for it, and gets its files. */
export function runAndDownloadOf(panel: RunPanel): ItemOperation {
	const { kind, textEncoding, fileOptions } = panel;
	return {
		description: [
			userIdentityLocator,
			sourceLocatorOf(kind),
			sharedRunNotice(kind.words, `you get the files of that ${kind.words.run}`),
			binaryPropertyName,
			...textEncoding,
			optionsOf(...fileOptions, maxWaitOption, pollIntervalOption),
		],

		execute: async (context, itemIndex, session) => {
			const parameters = parametersOfItem(context, itemIndex);
			const userIdentityId = readIdParameter(parameters, 'userIdentityId');
			const sourceId = readIdParameter(parameters, sourceLocatorOf(kind).name);
			const field = readOutputField(parameters);
			const waitOptions = readWaitOptions(parameters);
			const options = readFileOptions(panel, parameters);

			const baseUrl = await session.baseUrl();
			const { requestOnce, signal } = session;
			const until = persistUntil(waitOptions.maxWait);
			const started = await persist(
				async () =>
					await startWithoutCallback({
						kind,
						baseUrl,
						sourceId,
						signal,
						start: async () => await kind.start(requestOnce, userIdentityId, sourceId),
					}),
				{ until, signal },
			);
			return await aboutRun(kind, started, async () => {
				const run = await session.watcher(kind).wait(started, userIdentityId, waitOptions);
				const downloaded = isDownloadable(run.status)
					? await downloadRun(context, session, kind, run, options, until)
					: { run, files: [] };
				return downloadResult(kind, downloaded, field);
			});
		},
	};
}
