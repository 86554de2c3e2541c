using System.CommandLine;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Karyon.Cli.Console;
using Karyon.Cli.Weights;
using Karyon.Tensors.Kernels;

namespace Karyon.Cli.Commands;

/// <summary><c>karyon doctor</c>: what is there, what is missing, and what the missing would be for.</summary>
internal static class DoctorCommand
{
    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new Command("doctor", "What is there and what is missing: CPU features, threads, memory, weights, optional libraries");
        command.SetAction(parsed => Run(open(parsed)));
        return command;
    }

    private static int Run(Session session)
    {
        Finding[] findings =
        [
            new("program", "ok", $"karyon {ProgramVersion.Text} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"),
            new("cpu", "ok", $"{CpuName()}: {string.Join(", ", CpuFeatures())}"),
            Vectors(),
            VectorPaths.HasFusedMultiplyAdd
                ? new("equal bits", "ok", "fused multiply-adds are there: results have the same bits for any number of threads and any vector width")
                : new("equal bits", "limited", "this processor has no fused multiply-adds, which puts it outside the promise of equal bits: results hold within 1e-5"),
            new("threads", "ok", $"{Environment.ProcessorCount} processors for this process"),
            Memory(),
            Model(),
            Library("openslide", ["libopenslide.so.1", "libopenslide.so.0", "libopenslide-1.dll", "libopenslide.1.dylib"],
                "OpenSlide would read further slide formats (MRXS, NDPI, ...); PNG, JPEG and TIFF need nothing"),
            Library("cuda", ["libcuda.so.1", "nvcuda.dll"], "an NVIDIA driver would let networks run on a GPU; the CPU needs nothing"),
            Tool("mpi", ["mpiexec", "mpirun"], "MPI would let many machines work at one job; one machine needs nothing"),
            Tool("slurm", ["sbatch"], "Slurm would take jobs for a cluster; one machine needs nothing"),
            Shared(),
        ];
        if (session.Json) WriteJson(session, findings);
        else
        {
            var table = Tables.Of("what", "state", "finding");
            foreach (var finding in findings) table.Add(finding.What, finding.State, finding.Text);
            session.Show(table);
        }
        return ExitCode.Done;
    }

    private static void WriteJson(Session session, Finding[] findings) => JsonOutput.Write(session, "karyon.doctor/1", json =>
    {
        json.WriteNumber("threads", Environment.ProcessorCount);
        json.WriteNumber("memory_bytes", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        json.WriteBoolean("equal_bits", VectorPaths.HasFusedMultiplyAdd);
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("what", finding.What);
            json.WriteString("state", finding.State);
            json.WriteString("finding", finding.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static Finding Vectors()
    {
        var requested = Environment.GetEnvironmentVariable(VectorPaths.Variable);
        try
        {
            var bits = (int)VectorPaths.Choose(requested);
            return new("vectors", "ok", string.IsNullOrEmpty(requested) ? $"{bits} bits, the widest here ({VectorPaths.Variable} would choose another width)" : $"{bits} bits, as {VectorPaths.Variable} says");
        }
        catch (ArgumentException fault)
        {
            return new("vectors", "wrong", ErrorReport.OneLine(fault));
        }
    }

    private static Finding Memory()
    {
        var info = GC.GetGCMemoryInfo();
        return new("memory", "ok", $"{Figures.Bytes(info.TotalAvailableMemoryBytes)} for this process");
    }

    private static Finding Model()
    {
        if (ModelStore.DefaultName is not { } name) return new("weights", "missing", "this build has no default model; segment needs --model FILE");
        using var model = ModelStore.Load(name);
        return new("weights", "ok", $"{name}, {Figures.Short(model.Network.ParameterCount)} parameters, {model.Network.Description.License}, sha256 {model.Sha256[..12]}");
    }

    private static Finding Library(string what, string[] names, string purpose)
    {
        foreach (var name in names)
        {
            if (!NativeLibrary.TryLoad(name, out var handle)) continue;
            NativeLibrary.Free(handle);
            return new(what, "unused", $"{name} is here, but this build does not use it yet");
        }
        return new(what, "absent", $"{purpose}");
    }

    /// <summary>A program that is looked for where the system looks for programs; it is not run.</summary>
    private static Finding Tool(string what, string[] names, string purpose)
    {
        var ending = OperatingSystem.IsWindows() ? ".exe" : "";
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            foreach (var name in names)
                if (Path.Combine(folder, name + ending) is var path && File.Exists(path)) return new(what, "unused", $"{path} is here, but this build does not use it yet");
        return new(what, "absent", purpose);
    }

    private static Finding Shared()
    {
        const string Variable = "KARYON_SHARED";
        var named = Environment.GetEnvironmentVariable(Variable);
        var path = string.IsNullOrEmpty(named) ? Path.Combine("..", "shared") : named;
        return Directory.Exists(path)
            ? new("test data", "ok", $"{Path.GetFullPath(path)}")
            : new("test data", "absent", $"{path} is not there; tests that need data and goldens are skipped ({Variable} names another folder)");
    }

    private static string CpuName()
    {
        const string Key = "model name", File = "/proc/cpuinfo";
        try
        {
            var line = System.IO.File.Exists(File) ? System.IO.File.ReadLines(File).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) : null;
            return line is null ? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "processor" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A name for people only; a sandbox may hide it.
            return "processor";
        }
    }

    private static IEnumerable<string> CpuFeatures()
    {
        (string Name, bool There)[] features =
        [
            ("SSE4.2", Sse42.IsSupported), ("AVX", Avx.IsSupported), ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported), ("AVX-512F", Avx512F.IsSupported),
            ("AVX-512BW", Avx512BW.IsSupported), ("AVX-512DQ", Avx512DQ.IsSupported), ("AdvSimd", AdvSimd.IsSupported),
        ];
        var there = features.Where(feature => feature.There).Select(feature => feature.Name).ToList();
        return there.Count > 0 ? there : ["no vectors"];
    }

    private sealed record Finding(string What, string State, string Text);
}
