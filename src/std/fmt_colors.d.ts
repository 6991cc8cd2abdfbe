// Types of the parts of @std/fmt/colors in use here; see README.md.

/** Whether the functions below write escape codes; follows NO_COLOR at start. */
export declare function getColorEnabled(): boolean;
export declare function setColorEnabled(value: boolean): void;
export declare function bold(text: string): string;
export declare function dim(text: string): string;
export declare function inverse(text: string): string;
export declare function underline(text: string): string;
export declare function red(text: string): string;
export declare function green(text: string): string;
export declare function yellow(text: string): string;
export declare function blue(text: string): string;
export declare function magenta(text: string): string;
export declare function cyan(text: string): string;
export declare function white(text: string): string;
export declare function gray(text: string): string;
export declare function bgRed(text: string): string;
export declare function bgBrightBlack(text: string): string;
export declare function stripAnsiCode(text: string): string;
