package main

func trySettings(t *trial) {}
func tryDamage(t *trial) {}
func trySoak(t *trial) {}
