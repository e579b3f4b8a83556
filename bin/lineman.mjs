#!/usr/bin/env node
// The command line. There is no build: tsx reads the TypeScript.
import { register } from "tsx/esm/api";

register();
await import("../src/main.ts");
