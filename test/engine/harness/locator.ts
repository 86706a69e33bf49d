import type { INodeParameterResourceLocator } from 'n8n-workflow';

/** A resource locator in the mode 'By ID', as a saved workflow has it; the value can be an expression. */
export function byId(value: number | string): INodeParameterResourceLocator {
	return { __rl: true, mode: 'id', value };
}

/** A resource locator in the mode 'From List', with what n8n keeps of the chosen entry. */
export function fromList(value: number, cachedResultName: string): INodeParameterResourceLocator {
	return { __rl: true, mode: 'list', value, cachedResultName };
}
