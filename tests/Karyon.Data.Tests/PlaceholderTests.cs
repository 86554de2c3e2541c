namespace Karyon.Data.Tests;

public class PlaceholderTests
{
    [Fact]
    public void The_test_project_runs() => Assert.NotEmpty(Karyon.Testing.Checkout.Root);
}
