package io.github.polywire.natsmicro;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The services of this application as a test or a monitor sees them. Thread-safe.
 */
public interface MicroServiceOperations {

	/**
	 * Has a request served by the endpoint of this application that its subject
	 * addresses, without a server: conversion, interceptors, the handler and the handling
	 * of errors are those of the endpoint; concurrency is not bounded and the statistics
	 * count.
	 * @param request the request, which gets the answer
	 * @return completes when the handler has ended, never exceptionally
	 * @throws NatsMicroException if no endpoint has such a subject
	 */
	CompletableFuture<Void> serve(MicroRequest request);

	/**
	 * Describes the services of this application, started or not.
	 * @return a snapshot
	 */
	List<MicroServiceInfo> describe();

	/**
	 * Tells the statistics of the services of this application.
	 * @return a snapshot
	 */
	List<MicroServiceStats> statistics();

}
