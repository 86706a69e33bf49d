import { downloadRun } from '../../download/download';
import {
	binaryPropertyName,
	maxWaitOption,
	optionsOf,
	pollIntervalOption,
} from '../../fields/options';
import { checkedBoolean } from '../../parameters/choices';
import { readParameter } from '../../parameters/Entered';
import { parametersOfItem } from '../../parameters/NodeParameters';
import { readOutputField } from '../../parameters/outputField';
import { readWaitOptions } from '../../parameters/waitOptions';
import { persistUntil } from '../../runs/persist';
import { isFinished } from '../../runs/status';
import type { ItemOperation } from '../operation/types';
import { downloadResult } from './downloadResult';
import type { RunPanel } from './RunPanel';
import { readAddress, readFileOptions } from './RunPanel';

const shownWhenWaiting = { displayOptions: { show: { '/waitUntilReady': [true] } } };

/** 'Download' for a kind of run: gets the files of an earlier run. */
export function downloadOf(panel: RunPanel): ItemOperation {
	const { kind } = panel;
	return {
		description: [
			...panel.address,
			binaryPropertyName,
			{
				displayName: 'Wait Until Ready',
				name: 'waitUntilReady',
				type: 'boolean',
				default: false,
				description: `Whether to wait for a ${kind.words.run} that is still running, instead of stopping with an error`,
			},
			...panel.textEncoding,
			optionsOf(
				...panel.fileOptions,
				{ ...maxWaitOption, ...shownWhenWaiting },
				{ ...pollIntervalOption, ...shownWhenWaiting },
			),
		],

		execute: async (context, itemIndex, session) => {
			const parameters = parametersOfItem(context, itemIndex);
			const address = readAddress(panel, parameters);
			const field = readOutputField(parameters);
			const waitUntilReady = checkedBoolean(
				readParameter(parameters, 'waitUntilReady', 'Wait Until Ready', false),
			);
			const waitOptions = readWaitOptions(parameters);
			const options = readFileOptions(panel, parameters);

			const until = persistUntil(waitUntilReady ? waitOptions.maxWait : undefined);
			const fetch = async () => await downloadRun(context, session, kind, address, options, until);
			const downloaded = await fetch();
			const { run } = downloaded;
			if (!waitUntilReady || isFinished(run.status)) return downloadResult(kind, downloaded, field);
			await session.watcher(kind).wait(run, run.userIdentityId, waitOptions);
			return downloadResult(kind, await fetch(), field);
		},
	};
}
