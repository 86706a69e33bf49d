import { ExplainedError, valueInMessage } from '../errors';
import { checkedChoice, choicesOf } from '../parameters/choices';
import { atItem, isMissing, readOption, readParameter } from '../parameters/Entered';
import type { NodeParameters } from '../parameters/NodeParameters';
import { safeFileName } from './fileName';
import { TEXT_ENCODINGS, type TextEncoding } from './textEncoding';

export interface DownloadOptions {
	/** Name to give the file. Default: the name that the file host states. */
	fileName?: string;
	textEncoding: TextEncoding;
}

/** Reads `textEncoding` and `options.fileName`. */
export function readDownloadOptions(parameters: NodeParameters): DownloadOptions {
	const encoding = readParameter(parameters, 'textEncoding', 'Text Encoding', 'utf8');
	const textEncoding = checkedChoice(encoding, choicesOf(TEXT_ENCODINGS));
	const field = readOption(parameters, 'options', 'fileName', 'File Name');
	const { value } = field;
	if (isMissing(value)) return { textEncoding };
	if (typeof value === 'string' && safeFileName(value) !== undefined) {
		return { fileName: value, textEncoding };
	}
	throw new ExplainedError(
		`'File Name' must be a name for a file, but it is ${valueInMessage(value)}${atItem(field)}`,
		{ description: "Change 'File Name' in the options of this node, e.g. applicants.csv." },
	);
}
