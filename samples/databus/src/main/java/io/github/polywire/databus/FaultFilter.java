package io.github.polywire.databus;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.ClientAbortException;

import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Makes happen what {@link DatabusFaults} decides.
 */
final class FaultFilter extends OncePerRequestFilter {

	private final DatabusFaults faults;

	private final List<String> prefixes;

	FaultFilter(DatabusFaults faults, String... prefixes) {
		this.faults = faults;
		this.prefixes = List.of(prefixes);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return this.prefixes.stream().noneMatch((prefix) -> request.getRequestURI().startsWith(prefix + "/"));
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (this.faults.drawUnavailable()) {
			response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
			response.setContentType("text/plain; charset=utf-8");
			response.getOutputStream().print("injected");
			return;
		}
		if (!this.faults.drawCut(request.getRequestURI().endsWith("/records"))) {
			chain.doFilter(request, response);
			return;
		}
		ContentCachingResponseWrapper kept = new ContentCachingResponseWrapper(response);
		chain.doFilter(request, kept);
		byte[] body = kept.getContentAsByteArray();
		if (kept.getStatus() == HttpStatus.NO_CONTENT.value()) {
			// Of such an answer nothing could be cut.
			response.setStatus(HttpStatus.OK.value());
		}
		response.setContentLength(body.length + 1);
		response.getOutputStream().write(Arrays.copyOf(body, body.length / 2));
		response.flushBuffer();
		// Tomcat breaks the connection then; for any other it would fill up with an
		// error.
		throw new ClientAbortException("A response is cut on purpose");
	}

}
