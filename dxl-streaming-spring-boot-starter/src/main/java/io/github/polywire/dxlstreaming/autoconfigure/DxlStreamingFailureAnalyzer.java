package io.github.polywire.dxlstreaming.autoconfigure;

import io.github.polywire.dxlstreaming.DxlStreamDefinitionException;
import io.github.polywire.dxlstreaming.DxlStreamingException;
import io.github.polywire.dxlstreaming.PermanentAuthenticationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes why DXL streaming stopped the start.
 */
class DxlStreamingFailureAnalyzer extends AbstractFailureAnalyzer<DxlStreamingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DxlStreamingException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", action(cause), cause);
	}

	private static String action(DxlStreamingException cause) {
		if (cause instanceof DxlStreamDefinitionException definition) {
			return definition.getFix() + ".";
		}
		if (cause instanceof PermanentAuthenticationException) {
			return "Correct dxl.streaming.auth.*, or set dxl.streaming.fail-fast=false to start without a login.";
		}
		return "Check that the service runs and that dxl.streaming.base-url and dxl.streaming.auth.base-url are right."
				+ " Set dxl.streaming.fail-fast=false to start without it.";
	}

}
