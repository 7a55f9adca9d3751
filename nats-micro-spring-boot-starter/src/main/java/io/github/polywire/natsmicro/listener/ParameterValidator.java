package io.github.polywire.natsmicro.listener;

import java.lang.reflect.Method;
import java.util.StringJoiner;

import io.github.polywire.natsmicro.MicroBadRequestException;
import jakarta.validation.Validator;
import jakarta.validation.metadata.BeanDescriptor;
import jakarta.validation.metadata.MethodDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.validation.FieldError;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationAdapter;
import org.springframework.validation.method.MethodValidationResult;
import org.springframework.validation.method.ParameterValidationResult;

/**
 * Checks the Bean Validation constraints on the parameters of handler methods; loaded
 * only where Bean Validation is.
 */
public final class ParameterValidator {

	private final Validator validator;

	private final MethodValidationAdapter adapter;

	/**
	 * Creates a validator.
	 * @param validator the validator of Bean Validation
	 */
	public ParameterValidator(Validator validator) {
		this.validator = validator;
		this.adapter = new MethodValidationAdapter(validator);
	}

	boolean isConstrained(Method method) {
		BeanDescriptor bean = this.validator.getConstraintsForClass(method.getDeclaringClass());
		MethodDescriptor descriptor = bean.getConstraintsForMethod(method.getName(), method.getParameterTypes());
		return descriptor != null && descriptor.hasConstrainedParameters();
	}

	/**
	 * Checks the arguments of a handler.
	 * @param bean the bean
	 * @param method the method
	 * @param arguments what is passed to it
	 * @throws MicroBadRequestException if an argument is not valid
	 */
	void validate(Object bean, Method method, @Nullable Object[] arguments) {
		MethodValidationResult result = this.adapter.validateArguments(bean, method, null, arguments,
				groups(bean, method));
		if (!result.hasErrors()) {
			return;
		}
		StringJoiner problems = new StringJoiner("; ");
		for (ParameterValidationResult parameter : result.getParameterValidationResults()) {
			for (MessageSourceResolvable error : parameter.getResolvableErrors()) {
				String place = (error instanceof FieldError fieldError) ? fieldError.getField()
						: parameter.getMethodParameter().getParameter().getName();
				problems.add("'" + place + "' " + error.getDefaultMessage());
			}
		}
		throw new MicroBadRequestException("The request is not valid: " + problems);
	}

	private static Class<?>[] groups(Object bean, Method method) {
		Validated validated = AnnotatedElementUtils.findMergedAnnotation(method, Validated.class);
		if (validated == null) {
			validated = AnnotatedElementUtils.findMergedAnnotation(AopUtils.getTargetClass(bean), Validated.class);
		}
		return (validated != null) ? validated.value() : new Class<?>[0];
	}

}
