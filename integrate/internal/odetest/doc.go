// Package odetest holds systems, problems and losses for tests.
package odetest
