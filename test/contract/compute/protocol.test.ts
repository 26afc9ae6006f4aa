// One process for all: to start one costs more than most of these tests.
import './conventions.ts'
import './tokens.ts'
import './workspaces.ts'
import './jobs.ts'
import './shares.ts'
