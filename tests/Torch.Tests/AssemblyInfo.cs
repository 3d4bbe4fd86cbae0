// Counts of live tensors are the process's: tests that look at them cannot run beside others.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
