import type { INodeProperties } from 'n8n-workflow';
import type { DownloadOptions } from '../../download/downloadOptions';
import { readDownloadOptions } from '../../download/downloadOptions';
import type { IdParameter } from '../../parameters/ids';
import { readIdParameter } from '../../parameters/ids';
import type { NodeParameters } from '../../parameters/NodeParameters';
import type { RunAddress, RunKind } from '../../runs/RunKind';

/** How the panel shows a kind of run: all parameters that differ between the operations of one kind and another. */
export interface RunPanel {
	kind: RunKind;
	/** The two parameters that say which run is meant: where it is, and its ID. */
	address: [
		parent: INodeProperties & { name: IdParameter },
		run: INodeProperties & { name: IdParameter },
	];
	/** The parameter for the text encoding. Empty where files are not text. */
	textEncoding: INodeProperties[];
	/** The option of 'Get Status' that returns the URL of the file. Empty where the answer with the status does not have the URL. */
	urlOption: INodeProperties[];
	/** Options for the file of a run that only this kind has. */
	fileOptions: INodeProperties[];
}

/** Which run is meant. */
export function readAddress(
	{ address: [parent, run] }: RunPanel,
	parameters: NodeParameters,
): RunAddress {
	return {
		parentId: readIdParameter(parameters, parent.name),
		id: readIdParameter(parameters, run.name),
	};
}

/** How to store the files of a run. Where files are not text, every byte stays as it is, whatever type their host states. */
export function readFileOptions(
	{ textEncoding }: RunPanel,
	parameters: NodeParameters,
): DownloadOptions {
	const options = readDownloadOptions(parameters);
	return textEncoding.length > 0 ? options : { ...options, textEncoding: 'original' };
}
